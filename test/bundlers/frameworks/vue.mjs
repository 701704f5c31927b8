// The connect element in Vue, the same as in React.
import 'gobuttplug/connect';
import { ButtplugClient } from 'gobuttplug';
import { createApp, h, markRaw, ref } from 'vue';

const client = markRaw(new ButtplugClient('Vue'));

createApp({
  setup() {
    const toys = ref([]), shown = ref(true);
    return () => [
      shown.value && h('gobuttplug-connect', { client, ways: 'simulated', forget: '', onConnect: () => client.startScanning(), onDeviceadded: ({ detail }) => toys.value.push(detail.device.name) },
        h('button', { type: 'button', slot: 'button' }, 'Play with toys')),
      h('button', { type: 'button', onClick: () => { shown.value = false; } }, 'Hide'),
      h('output', `${toys.value.length} toys`),
    ];
  },
}).mount(document.body);
