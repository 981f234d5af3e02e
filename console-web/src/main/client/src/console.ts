// Our own elements, by the names that the components of the server use (package dev.marina.console.client).
import { EditElement } from './edit-element';
import { LogElement } from './log-element';
import { MapElement } from './map-element';
import { PaletteElement } from './palette-element';
import { PlotElement } from './plot-element';
import { SplitElement } from './split-element';
import { TerminalElement } from './terminal-element';
import { ThemeSwitch } from './theme-switch';
import { YamlElement } from './yaml-element';

customElements.define('marina-editor', EditElement);
customElements.define('marina-log', LogElement);
customElements.define('marina-map', MapElement);
customElements.define('marina-palette', PaletteElement);
customElements.define('marina-plot', PlotElement);
customElements.define('marina-split', SplitElement);
customElements.define('marina-terminal', TerminalElement);
customElements.define('marina-theme', ThemeSwitch);
customElements.define('marina-yaml', YamlElement);
