/// Backups of clusters as files: what a file has, how it is written whole or not at all, and how it is read by whom it was written for. Which objects
/// belong into a backup, and what becomes of them, is decided elsewhere.
///
/// A backup is a directory `<tenant>/<uid>`. `volume-0` and so on have what was in volumes, each piece compressed and sealed likewise. `objects` has blocks, each compressed and sealed (AES-256-GCM) for its place in this very
/// file; `manifest.json` says what there is, with the SHA-256 of `objects` and a message authentication code. The directory gets its name when both
/// are on disk.
package dev.marina.store.backup;
