// The connect element in React: attributes, a property, events, a slot.
import 'gobuttplug/connect';
import { ButtplugClient } from 'gobuttplug';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

const client = new ButtplugClient('React');

function Game() {
  const [toys, setToys] = useState([]);
  const [shown, show] = useState(true);
  return (
    <>
      {shown && (
        <gobuttplug-connect client={client} ways="simulated" forget onconnect={() => client.startScanning()} ondeviceadded={({ detail }) => setToys(all => [...all, detail.device.name])}>
          <button type="button" slot="button">Play with toys</button>
        </gobuttplug-connect>
      )}
      <button type="button" onClick={() => show(false)}>Hide</button>
      <output>{toys.length} toys</output>
    </>
  );
}

createRoot(document.body).render(<Game />);
