package dev.marina.linux.fs;

import dev.marina.linux.Descriptors.Status;
import dev.marina.linux.LinuxException;
import dev.marina.linux.ThrowAwayThread;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Work on whole trees. It may take minutes and never parks, so that it is done on threads of its own.
public final class Trees {

    private static final int WRITABLE = 0660;
    private static final int SEARCHABLE = 0110;
    private static final int SET_GROUP = 02000;

    private Trees() {}

    /// Deletes the directory or file and all that is in it; succeeds when it is not there. Nothing may be mounted inside, and its
    /// parents must be nobody else's to change: links among them are followed.
    public static void delete(Path tree) {
        ThrowAwayThread.call("delete " + tree.getFileName(), () -> {
            try (Directory parent = Directory.open(tree.toAbsolutePath().getParent().toRealPath())) {
                parent.remove(tree.getFileName().toString());
            } catch (NoSuchFileException _) {
                // and so there is no tree either
            }
            return null;
        });
    }

    /// Gives every file to the group: readable and writable for it, directories searchable and such that new files belong to it too.
    /// The directory itself comes last and so tells that all was done ([#belongsTo]).
    public static void giveTo(int gid, Path tree) {
        ThrowAwayThread.call("group of " + tree.getFileName(), () -> {
            new TreeWalk(file -> give(gid, file)).run(tree);
            return null;
        });
    }

    private static void give(int gid, Handle file) {
        Status status = file.status();
        if (status.gid() != gid) {
            file.group(gid);
        }
        if (status.link()) {
            return;
        }
        int permissions = status.permissions() | WRITABLE | (status.directory() ? SEARCHABLE | SET_GROUP : 0);
        // A change of group takes set-id bits away.
        if (status.gid() != gid || permissions != status.permissions()) {
            file.permissions(permissions);
        }
    }

    /// What a tree takes of its file system.
    ///
    /// @param whole whether all of it was looked at; if not, it takes at least so much
    public record Use(long bytes, long files, boolean whole) {}

    /// Looks at no more than about so many files, however many there are.
    public static Use use(Path tree, long most) {
        return ThrowAwayThread.call("use of " + tree.getFileName(), () -> {
            long[] counted = new long[2];
            boolean whole;
            try {
                whole = new TreeWalk(file -> {
                    counted[0] += file.status().allocated();
                    counted[1]++;
                }).run(tree, most);
            } catch (LinuxException moved) {
                // Who writes the tree moves or removes what is looked at, if only to keep it from being counted.
                whole = false;
            }
            return new Use(counted[0], counted[1], whole);
        });
    }

    /// Whether the directory itself is as [#giveTo] leaves it.
    public static boolean belongsTo(int gid, Path directory) {
        try (Directory open = Directory.open(directory)) {
            Status status = open.status();
            int wanted = WRITABLE | SEARCHABLE | SET_GROUP;
            return status.gid() == gid && (status.permissions() & wanted) == wanted;
        }
    }
}
