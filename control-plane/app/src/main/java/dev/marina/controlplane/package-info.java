/// The control plane's process: settings, wiring, life.
package dev.marina.controlplane;
