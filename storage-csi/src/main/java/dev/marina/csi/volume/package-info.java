/// Volumes on disk: what is known about them, and the backends that make and mount them.
package dev.marina.csi.volume;
