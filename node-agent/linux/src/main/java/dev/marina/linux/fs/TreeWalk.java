package dev.marina.linux.fs;

import static dev.marina.linux.LinuxException.ELOOP;
import static dev.marina.linux.LinuxException.ENOENT;

import dev.marina.linux.Descriptors.Status;
import dev.marina.linux.LinuxException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/// Visits every file of a tree, a directory after what is in it, the root last. Only the deepest levels are held open; those above
/// are noted and found again by `..`, which must then be the very directory that was left. Other mounts are left out.
final class TreeWalk {

    private static final int OPEN_LEVELS = 32;
    /// A note takes some fifty bytes. Nobody has a use for deeper trees, other than to make us note them.
    private static final int DEEPEST = 100_000;

    /// A level that was closed.
    private record Left(long device, long inode, long position) {}

    private final Deque<Left> left = new ArrayDeque<>();
    private final Deque<Directory> open = new ArrayDeque<>();
    private final Consumer<Handle> visitor;

    TreeWalk(Consumer<Handle> visitor) {
        this.visitor = visitor;
    }

    void run(Path root) {
        run(root, Long.MAX_VALUE);
    }

    /// Goes no further than so many steps.
    ///
    /// @return whether that was enough for the whole tree
    boolean run(Path root, long most) {
        open.addLast(Directory.open(root));
        try {
            for (long steps = 0; !open.isEmpty() && steps < most; steps++) {
                step(open.getLast());
            }
            return open.isEmpty();
        } finally {
            open.forEach(Directory::close);
        }
    }

    private void step(Directory here) {
        Entry entry = here.next();
        if (entry == null) {
            leave(here);
        } else if (entry.directory()) {
            child(here, entry).ifPresent(this::enter);
        } else {
            visit(here, entry);
        }
    }

    private void enter(Directory child) {
        open.addLast(child);
        if (open.size() > OPEN_LEVELS) {
            if (left.size() == DEEPEST) {
                throw new LinuxException("walk a tree of more than %d levels".formatted(DEEPEST), ELOOP);
            }
            try (Directory highest = open.removeFirst()) {
                Status status = highest.status();
                left.addLast(new Left(status.device(), status.inode(), highest.position()));
            }
        }
    }

    private void leave(Directory here) {
        if (open.size() == 1 && !left.isEmpty()) {
            open.addFirst(returnedTo(here.parent(), left.removeLast()));
        }
        try (Handle self = here.handle()) {
            visitor.accept(self);
        }
        open.removeLast().close();
    }

    private static Directory returnedTo(Directory parent, Left expected) {
        Status status = parent.status();
        if (status.device() != expected.device || status.inode() != expected.inode) {
            parent.close();
            throw new LinuxException("walk a tree: a directory in it was moved meanwhile", ENOENT);
        }
        parent.seek(expected.position);
        return parent;
    }

    /// Empty when it is no directory of this mount any more.
    private static Optional<Directory> child(Directory here, Entry entry) {
        try {
            return Optional.of(here.directory(entry.name()));
        } catch (LinuxException failure) {
            if (Directory.nothingInHere(failure)) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private void visit(Directory here, Entry entry) {
        try (Handle file = here.handle(entry.name())) {
            visitor.accept(file);
        } catch (LinuxException failure) {
            if (!Directory.nothingInHere(failure)) {
                throw failure;
            }
        }
    }
}
