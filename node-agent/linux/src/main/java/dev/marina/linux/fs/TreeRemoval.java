package dev.marina.linux.fs;

import static dev.marina.linux.LinuxException.EEXIST;
import static dev.marina.linux.LinuxException.EISDIR;
import static dev.marina.linux.LinuxException.ELOOP;
import static dev.marina.linux.LinuxException.ENOENT;
import static dev.marina.linux.LinuxException.ENOTDIR;
import static dev.marina.linux.LinuxException.ENOTEMPTY;

import dev.marina.linux.LinuxException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// Removes trees from one directory. A tree that is deeper than a few levels is made flat first: what lies too deep moves up to the
/// top, where its turn comes later. So neither depth nor width costs descriptors, stack or memory.
///
/// What is mounted somewhere in a tree stops the removal: it may be somebody's data.
final class TreeRemoval {

    /// Handles open at once, as long as directories can be moved.
    private static final int LEVELS = 32;
    /// Where moving up is refused, such as out of a nested volume of the file system.
    private static final int MOST_LEVELS = 1024;

    private final Directory top;

    TreeRemoval(Directory top) {
        this.top = top;
    }

    /// Succeeds when it is not there.
    void remove(byte[] name) {
        int errno = top.removeFile(name);
        if (errno == EISDIR) {
            removeDirectory(name);
        } else if (errno != ENOENT) {
            require(errno == 0, name, errno);
        }
    }

    private void removeDirectory(byte[] name) {
        while (true) {
            int errno = top.removeDirectory(name);
            if (errno == 0 || errno == ENOENT) {
                return;
            }
            require(notEmpty(errno), name, errno);
            try (Directory tree = top.directory(name)) {
                new TreeRemoval(tree).empty(tree, 1);
            }
        }
    }

    /// Passes over the directory until one finds nothing: names may have come in from below meanwhile.
    private void empty(Directory directory, int level) {
        boolean found = true;
        while (found) {
            found = false;
            directory.rewind();
            for (Entry entry = directory.next(); entry != null; entry = directory.next()) {
                found = true;
                remove(directory, entry, level);
            }
        }
    }

    private void remove(Directory directory, Entry entry, int level) {
        int errno = entry.directory() ? directory.removeDirectory(entry.name()) : directory.removeFile(entry.name());
        // What is of another kind than it was listed as has been exchanged since: the next pass sees what it is.
        if (errno == 0 || errno == ENOENT || errno == (entry.directory() ? ENOTDIR : EISDIR)) {
            return;
        }
        require(entry.directory() && notEmpty(errno), entry.name(), errno);
        if (level >= LEVELS && directory.move(entry.name(), top, "." + UUID.randomUUID()) == 0) {
            return;
        }
        if (level == MOST_LEVELS) {
            throw new LinuxException("remove %s: too deep to go on and not to be moved".formatted(entry.spelled()), ELOOP);
        }
        try (Directory child = directory.directory(entry.name())) {
            empty(child, level + 1);
        } catch (LinuxException gone) {
            if (gone.errno() != ENOENT && gone.errno() != ENOTDIR) {
                throw gone;
            }
        }
        int last = directory.removeDirectory(entry.name());
        require(last == 0 || last == ENOENT || last == ENOTDIR || notEmpty(last), entry.name(), last);
    }

    private static boolean notEmpty(int errno) {
        return errno == ENOTEMPTY || errno == EEXIST;
    }

    private static void require(boolean fine, byte[] name, int errno) {
        if (!fine) {
            throw new LinuxException("remove " + new String(name, StandardCharsets.UTF_8), errno);
        }
    }
}
