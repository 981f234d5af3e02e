package dev.marina.launcher.recovery;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads trees that somebody else may be writing to, name by name from an open directory: whoever puts a link where a directory or a file was is not
/// followed, whenever they do.
final class Handles {
    private static final Set<java.nio.file.OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    /// What a walk meets.
    interface Visitor {
        /// @param path from the root on
        void file(String path, SeekableByteChannel content) throws IOException;

        /// Neither file nor directory.
        void strange(String path) throws IOException;
    }

    /// @param root of the tree; nobody but root may change what is above it
    /// @param below names from there on, with slashes: a file or a directory; one that is not there is passed over
    static void walk(Path root, String below, Visitor visitor) throws IOException {
        try (SecureDirectoryStream<Path> opened = open(root)) {
            walk(opened, "", below, visitor);
        }
    }

    /// The whole tree.
    static void walk(Path root, Visitor visitor) throws IOException {
        try (SecureDirectoryStream<Path> opened = open(root)) {
            for (String entry : names(opened)) {
                visit(opened, "", entry, visitor);
            }
        }
    }

    private static void walk(SecureDirectoryStream<Path> directory, String above, String below, Visitor visitor) throws IOException {
        int slash = below.indexOf('/');
        if (slash < 0) {
            visit(directory, above, below, visitor);
            return;
        }
        String name = below.substring(0, slash);
        Optional<BasicFileAttributes> attributes = attributes(directory, name);
        if (attributes.isEmpty()) {
            return;
        }
        if (!attributes.get().isDirectory()) {
            visitor.strange(above + name);
            return;
        }
        try (SecureDirectoryStream<Path> next = directory.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS)) {
            walk(next, above + name + "/", below.substring(slash + 1), visitor);
        }
    }

    private static void visit(SecureDirectoryStream<Path> directory, String above, String name, Visitor visitor) throws IOException {
        Optional<BasicFileAttributes> attributes = attributes(directory, name);
        if (attributes.isEmpty()) {
            return;
        }
        String path = above + name;
        try {
            if (attributes.get().isDirectory()) {
                try (SecureDirectoryStream<Path> inside = directory.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS)) {
                    for (String entry : names(inside)) {
                        visit(inside, path + "/", entry, visitor);
                    }
                }
            } else if (attributes.get().isRegularFile()) {
                try (SeekableByteChannel content = directory.newByteChannel(Path.of(name), READ)) {
                    visitor.file(path, content);
                }
            } else {
                visitor.strange(path);
            }
        } catch (NoSuchFileException _) {
            // It was deleted since, as files are that are in use.
        } catch (NotDirectoryException _) {
            visitor.strange(path);
        }
    }

    /// In an order of their own, so that two backups are alike. In a registry, what names content (`repositories`) comes before content (`blobs`).
    private static List<String> names(DirectoryStream<Path> directory) throws IOException {
        List<String> names = new ArrayList<>();
        try {
            directory.forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort((one, other) -> other.compareTo(one));
        return names;
    }

    private static Optional<BasicFileAttributes> attributes(SecureDirectoryStream<Path> directory, String name) throws IOException {
        try {
            return Optional.of(directory.getFileAttributeView(Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS).readAttributes());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    private static SecureDirectoryStream<Path> open(Path root) throws IOException {
        DirectoryStream<Path> opened = Files.newDirectoryStream(root);
        if (opened instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        opened.close();
        throw new IOException("%s is on a file system whose directories cannot be held open".formatted(root));
    }

    private Handles() {}
}
