package dev.marina.builds;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// The files of a source. Links are copied as links, never followed: what one points to outside is not in the source.
///
/// @param files paths relative to the root, directories not among them
/// @param ignore what of it is not copied
record Context(Path root, Set<String> files, DockerIgnore ignore) {

    private static final int MOST_FILES = 100_000;
    private static final int DEEPEST = 64;
    private static final String GIT = ".git";

    static Context of(Path root) throws IOException {
        Set<String> files = new HashSet<>();
        walk(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return directory.getFileName().toString().equals(GIT) && !directory.equals(root) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isDirectory()) {
                    throw new BuildFailure("the source has directories more than %d deep".formatted(DEEPEST));
                }
                if (files.size() == MOST_FILES) {
                    throw new BuildFailure("the source has more than %d files".formatted(MOST_FILES));
                }
                if (attributes.isOther()) {
                    throw new BuildFailure("%s is neither a file nor a directory nor a link".formatted(root.relativize(file)));
                }
                files.add(root.relativize(file).toString());
                return FileVisitResult.CONTINUE;
            }
        });
        return new Context(root, files, DockerIgnore.NOTHING);
    }

    /// The same, of which less is copied.
    Context without(DockerIgnore ignored) {
        return new Context(root, files, ignored);
    }

    /// What a source of `COPY` stands for: itself, or every file and directory that it fits.
    List<String> named(String source) {
        String path = source.replaceFirst("^/+", "").replaceFirst("^(\\./)+", "");
        if (!path.contains("*") && !path.contains("?")) {
            return List.of(source);
        }
        Glob pattern = Glob.of(path.replace("**", "*"));
        Set<String> all = new TreeSet<>();
        files.stream().filter(file -> !ignore.excludes(file)).forEach(file -> {
            for (String part = file; !part.isEmpty(); part = part.contains("/") ? part.substring(0, part.lastIndexOf('/')) : "") {
                all.add(part);
            }
        });
        List<String> found = all.stream().filter(each -> pattern.fits(each)).toList();
        if (found.isEmpty()) {
            throw new BuildFailure("the source has nothing that is called %s".formatted(source));
        }
        return found;
    }

    boolean isDirectory(String source) {
        return Files.isDirectory(root.resolve(source.replaceFirst("^/+", "")).normalize(), LinkOption.NOFOLLOW_LINKS);
    }

    private boolean ignored(Path file) {
        return !file.equals(root) && ignore.excludes(root.relativize(file).toString());
    }

    private static void walk(Path root, SimpleFileVisitor<Path> visitor) throws IOException {
        Files.walkFileTree(root, Set.of(), DEEPEST, visitor);
    }

    String text(String file) throws IOException {
        return Files.readString(file(file));
    }

    /// One of [#files], which is no link.
    Path file(String file) throws IOException {
        Path path = root.resolve(file);
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new BuildFailure("%s is no file".formatted(file));
        }
        return path;
    }

    /// Copies what an addition names into a directory that becomes the image's root.
    void copy(ImagePlan.Addition addition, Path image) throws IOException {
        Path from = require(addition.from());
        Path to = image.resolve(addition.to().replaceFirst("^/+", "")).normalize();
        if (!to.startsWith(image)) {
            throw new BuildFailure("%s is outside of the image".formatted(addition.to()));
        }
        if (Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
            tree(from, to, image);
        } else {
            put(from, addition.to().endsWith("/") ? to.resolve(from.getFileName()) : to, image);
        }
    }

    /// What is copied of these, as a digest: names, rights and contents, and no times.
    String digest(List<String> sources) throws IOException {
        MessageDigest all = LayerKey.sha256();
        for (String source : sources) {
            Path from = require(source);
            SortedMap<String, String> entries = new TreeMap<>();
            walk(from, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
                    if (directory.getFileName().toString().equals(GIT)) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    if (!ignored(directory)) {
                        entries.put(from.relativize(directory).toString(), "d " + rights(directory));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (!ignored(file)) {
                        entries.put(from.relativize(file).toString(), attributes.isSymbolicLink()
                                ? "l " + Files.readSymbolicLink(file)
                                : "f " + rights(file) + " " + content(file));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
            all.update("%s %d\0".formatted(source, entries.size()).getBytes(StandardCharsets.UTF_8));
            entries.forEach((path, entry) -> all.update((path + "\0" + entry + "\0").getBytes(StandardCharsets.UTF_8)));
        }
        return HexFormat.of().formatHex(all.digest());
    }

    private static String rights(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
    }

    private static String content(Path file) throws IOException {
        MessageDigest hash = LayerKey.sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), hash)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(hash.digest());
    }

    /// Where something of the source is that may be copied.
    private Path require(String source) throws IOException {
        Path from = root.resolve(source.replaceFirst("^/+", "")).normalize();
        if (!from.startsWith(root) || ignored(from) && !Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS) || !Files.exists(from, LinkOption.NOFOLLOW_LINKS)
                || !within(from)) {
            throw new BuildFailure("the source has no %s".formatted(source));
        }
        return from;
    }

    /// Whether no link on the way leads out; what the path itself ends with may be one, which is copied as it is.
    private boolean within(Path from) throws IOException {
        return from.equals(root) || from.getParent().toRealPath().startsWith(root.toRealPath());
    }

    private void tree(Path from, Path to, Path image) throws IOException {
        directories(to, image);
        walk(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
                if (directory.getFileName().toString().equals(GIT)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (!ignored(directory)) {
                    directories(to.resolve(from.relativize(directory)), image);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!ignored(file)) {
                    put(file, to.resolve(from.relativize(file)), image);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void put(Path file, Path to, Path image) throws IOException {
        directories(to.getParent(), image);
        if (Files.isDirectory(to, LinkOption.NOFOLLOW_LINKS)) {
            throw new BuildFailure("%s is a directory in the image already".formatted(image.relativize(to)));
        }
        Files.copy(file, to, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }

    /// Step by step: a link that was copied earlier must not lead what comes later out of the image.
    private static void directories(Path directory, Path image) throws IOException {
        Path step = image;
        for (Path name : image.relativize(directory)) {
            step = step.resolve(name);
            if (!Files.isDirectory(step, LinkOption.NOFOLLOW_LINKS)) {
                if (Files.exists(step, LinkOption.NOFOLLOW_LINKS)) {
                    throw new BuildFailure("%s is no directory in the image".formatted(image.relativize(step)));
                }
                Files.createDirectory(step);
            }
        }
    }
}
