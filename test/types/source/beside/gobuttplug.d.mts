export * from '../../../../web/gobuttplug.js';
