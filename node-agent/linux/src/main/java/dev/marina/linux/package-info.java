/// The kernel's calls that Java itself does not offer: the only binding of the C library, by `java.lang.foreign`.
///
/// Each class binds one family of calls and knows nothing of what they are used for. A refusal is a
/// [dev.marina.linux.LinuxException] with its errno. Work on directories that somebody else may write is in
/// [dev.marina.linux.fs].
package dev.marina.linux;
