package dev.marina.net;

import dev.marina.net.linux.Netns;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A program that speaks BGP for one node, in the node's namespace, and writes what it learns into the kernel's routes. It outlives this process.
interface BgpSpeaker {

    /// Why there can be none on this machine.
    Optional<String> missing();

    /// Makes it run with this configuration. May be called twice; one that runs already goes on, and its sessions with it.
    void run(Netns node, BirdConfig config);

    /// From now on it is in these groups. May be called twice.
    ///
    /// @param groups files that take a process in
    void confine(List<Path> groups);

    /// Its sessions, or nothing where it does not answer.
    Optional<List<BirdAnswer.Seen>> sessions();

    /// Ends it. Its routes stay. Succeeds when there is none.
    void end();
}
