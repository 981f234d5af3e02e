/// Root's work on directories that somebody else may write at the same time.
///
/// Nothing in such a directory is ever reached by a path that a link could lead elsewhere: a [dev.marina.linux.fs.Directory] is
/// held open, and what lies in it is named relative to it, one name at a time, inside the same mount. Trees are walked as a stream;
/// neither their width nor their depth costs memory or descriptors.
package dev.marina.linux.fs;
