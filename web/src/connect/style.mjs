// The looks of the element. A page changes them by the custom properties and by ::part().

const css = `
  :host {
    --_accent: var(--gobuttplug-accent, #5b3df5);
    --_accent-text: var(--gobuttplug-accent-text, #fff);
    --_surface: var(--gobuttplug-surface, #fff);
    --_text: var(--gobuttplug-text, #1d1a26);
    --_faint: var(--gobuttplug-faint, #635d73);
    --_line: var(--gobuttplug-line, #dcd8e4);
    --_wash: var(--gobuttplug-wash, #efecfe);
    --_bad: var(--gobuttplug-bad, #a5152f);
    --_bad-wash: var(--gobuttplug-bad-wash, #fdeef0);
    --_radius: var(--gobuttplug-radius, 10px);
    all: initial;
    display: block;
    box-sizing: border-box;
    max-width: 480px;
    padding: 18px;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) * 1.4);
    background: var(--_surface);
  }
  form {
    color: var(--_text);
    font: 16px/1.5 var(--gobuttplug-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif);
    text-align: start;
    display: grid;
    gap: 14px;
    margin: 0;
  }
  @media (prefers-color-scheme: dark) {
    :host {
      --_accent: var(--gobuttplug-accent, #a390ff);
      --_accent-text: var(--gobuttplug-accent-text, #14101f);
      --_surface: var(--gobuttplug-surface, #1d1a27);
      --_text: var(--gobuttplug-text, #f0edf7);
      --_faint: var(--gobuttplug-faint, #aaa3bd);
      --_line: var(--gobuttplug-line, #383349);
      --_wash: var(--gobuttplug-wash, #2a2440);
      --_bad: var(--gobuttplug-bad, #ff9aa9);
      --_bad-wash: var(--gobuttplug-bad-wash, #3a1c25);
    }
  }
  :host([hidden]), [hidden] { display: none !important; }
  *, ::before, ::after { box-sizing: border-box; }
  p { margin: 0; }
  fieldset { display: grid; gap: 8px; min-width: 0; margin: 0; padding: 0; border: 0; }
  legend { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  [part~="devices"] { margin-inline-start: 28px; }
  label[part~="device"] { display: flex; align-items: flex-start; gap: 12px; padding: 4px 0; cursor: pointer; }
  label[part~="device"] input { flex: none; width: 18px; height: 18px; margin: 4px 0 0; accent-color: var(--_accent); }
  label[part~="device"]:has(:disabled) { cursor: default; }
  label[part~="device"]:has(:disabled) b { color: var(--_faint); }
  label[part~="device"]:has(:focus-visible) { outline: 3px solid var(--_accent); outline-offset: 2px; }
  label[part~="device"] :focus-visible { outline: none; }
  label[part~="way"] { display: flex; align-items: flex-start; gap: 12px; padding: 12px 14px; border: 1px solid var(--_line); border-radius: var(--_radius); cursor: pointer; }
  label[part~="way"] input { flex: none; width: 16px; height: 16px; margin: 5px 0 0; accent-color: var(--_accent); }
  label[part~="way"]:has(:checked) { border-color: var(--_accent); background: var(--_wash); }
  label[part~="way"]:has(:focus-visible) { outline: 3px solid var(--_accent); outline-offset: 2px; }
  label[part~="way"] :focus-visible { outline: none; }
  b, small { display: block; }
  b { font-weight: 600; }
  small, [part~="hint"] { color: var(--_faint); font-size: 0.88em; line-height: 1.4; }
  [part~="hint"] { overflow-wrap: anywhere; }
  [part~="field"] { display: grid; gap: 6px; }
  [part~="field"] label { font-weight: 600; font-size: 0.92em; }
  input[type="text"] { width: 100%; padding: 10px 12px; border: 1px solid var(--_line); border-radius: var(--_radius); background: var(--_surface); color: inherit; font: inherit; }
  [part~="row"] { display: flex; flex-wrap: wrap; gap: 10px; }
  button { min-height: 42px; padding: 8px 16px; border: 1px solid var(--_line); border-radius: var(--_radius); background: var(--_surface); color: var(--_text); font: inherit; font-weight: 600; cursor: pointer; touch-action: manipulation; }
  button:hover:not(:disabled) { border-color: var(--_accent); }
  button:disabled, button[aria-busy="true"] { opacity: 0.55; cursor: default; }
  button[part~="primary"] { flex: 1; background: var(--_accent); border-color: var(--_accent); color: var(--_accent-text); }
  button:focus-visible, input[type="text"]:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
  [part~="status"] { display: flex; align-items: center; gap: 8px; color: var(--_faint); font-size: 0.9em; }
  [part~="status"]::before { content: ""; width: 10px; height: 10px; border-radius: 50%; background: var(--_line); }
  :host([state="connected"]) [part~="status"]::before { background: #1f9d5b; }
  :host([state="connecting"]) [part~="status"]::before, :host([state="scanning"]) [part~="status"]::before { background: #d99a1b; }
  ul { display: grid; gap: 8px; margin: 0; padding: 0; list-style: none; }
  [part~="empty"] { display: grid; gap: 8px; padding: 12px 14px; border-radius: var(--_radius); background: var(--_wash); font-size: 0.92em; }
  [part~="empty"] ul { padding-inline-start: 1.2em; list-style: disc; }
  [part~="toy"] { display: flex; align-items: center; justify-content: space-between; gap: 10px; overflow-wrap: anywhere; }
  [part~="test"] { min-height: 36px; padding: 4px 14px; font-weight: 500; }
  [part~="test"][aria-busy="true"] { background: var(--_wash); border-color: var(--_accent); }
  [part~="trouble"]:empty { display: none; }
  [part~="notice"] { display: flex; align-items: flex-start; justify-content: space-between; gap: 10px; padding: 12px 14px; border-radius: var(--_radius); background: var(--_bad-wash); color: var(--_bad); font-size: 0.92em; overflow-wrap: anywhere; }
  [part~="notice"] p { color: var(--_text); }
  [part~="take-over"] { margin-top: 8px; }
  [part~="dismiss"] { min-height: 0; padding: 0 6px; border: 0; background: none; color: inherit; }
  @media (forced-colors: active) {
    label[part~="way"]:has(:checked), [part~="status"]::before { border: 2px solid Highlight; }
  }
`;

/** @type {CSSStyleSheet | undefined} */
let sheet;

// Made in script, and shared by all elements: a Content-Security-Policy may forbid inline styles.
/** @param {ShadowRoot} root */
export function adopt(root) {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  root.adoptedStyleSheets = [sheet];
}
