import { render } from 'preact';
import { listenForShortcuts } from './keyboard/shortcuts.ts';
import { Portal } from './portal.tsx';

const place = document.getElementById('portal');
if (place) render(<Portal />, place);
listenForShortcuts();
