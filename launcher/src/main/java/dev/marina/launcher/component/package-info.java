/// What an installation consists of. `Components` is the list; each class says how one part is prepared, started, watched and stopped.
package dev.marina.launcher.component;
