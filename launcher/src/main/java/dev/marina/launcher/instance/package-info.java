/// One installation: its directories, settings, ports and secrets. Everything is chosen once, at the first `up`, and kept.
package dev.marina.launcher.instance;
