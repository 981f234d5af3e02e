/// Disk space of nodes: each has a file system of its own size in a file whose blocks are all set aside when it is made, so that what
/// one tenant writes never takes room from another.
package dev.marina.agent.disk;
