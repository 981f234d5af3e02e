/// A CSI driver for volumes of one machine: files with a file system in them, mounted where the caller says.
///
/// [dev.marina.csi.CsiDriver] serves the three services of the specification over a Unix socket; each RPC is a class named after
/// it in `rpc`. What a volume is on disk is behind `volume.VolumeBackend`; what is known about volumes is in `volume.VolumeStates`.
package dev.marina.csi;
