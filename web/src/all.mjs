// What the global of the classic script holds: the library, what games add to it, and the connect
// element. What the files named here export is what the script exports.

import { ButtplugClient } from './index.mjs';
import { Haptics } from './games/index.mjs';
import { GobuttplugConnectElement } from './connect/index.mjs';
