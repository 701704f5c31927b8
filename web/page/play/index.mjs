// The view of what plays on toys: scripts, patterns, what was recorded, and what games on this site may do.

import { gamesPanel } from './games.mjs';
import { h } from '../dom.mjs';
import { openStage } from './stage.mjs';
import { patternsPanel } from './patterns.mjs';
import { recorderPanel } from './recorder.mjs';
import { scriptsPanel } from './scripts.mjs';
import { sourcesPanel } from './sources.mjs';
import { strengthBar } from './strength.mjs';
import { t } from '../texts/index.mjs';
import { targetsPanel } from './targets.mjs';

export async function playView() {
  const stage = await openStage();
  const patterns = patternsPanel(stage);
  return h('div', { class: 'view columns' },
    h('h2', { class: 'view-title' }, () => t('playTitle')),
    strengthBar(stage),
    h('div', { class: 'column' }, targetsPanel(stage), patterns.node, sourcesPanel(stage)),
    h('div', { class: 'column' }, scriptsPanel(stage), recorderPanel(stage, patterns.keep), gamesPanel(stage)));
}
