package dev.marina.agent.volume;

import dev.marina.linux.Descriptors.Status;
import dev.marina.linux.fs.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Replaces all files of a volume at once. Readers see the old set or the new one: the files lie in a directory of their own,
/// `..data` is a symbolic link to it that is exchanged by rename, and each visible name is a link through `..data`.
///
/// The volume is read-only for containers. Nothing here relies on that: whatever somebody may have put into it, root reads, writes
/// and deletes inside the volume only.
final class AtomicWriter {

    private static final String DATA = "..data";
    private static final String NEXT = "..data_tmp";
    private static final Pattern PAYLOAD = Pattern.compile("\\.\\.[0-9a-f-]{36}");
    private static final int DIRECTORY = 0755;

    private final Path volume;
    private final Owner owner;

    AtomicWriter(Path volume, Owner owner) {
        this.volume = volume;
        this.owner = owner;
    }

    /// A volume that has just these files already keeps them as they are.
    void write(Map<String, FileContent> wanted) throws IOException {
        for (String path : wanted.keySet()) {
            if (!inside(path)) {
                throw new IOException("%s does not lie in its volume".formatted(path));
            }
        }
        Files.createDirectories(volume);
        try (Directory directory = Directory.open(volume)) {
            Optional<String> present = directory.linkTarget(DATA).filter(PAYLOAD.asMatchPredicate());
            String payload = present.filter(name -> same(directory, name, wanted)).orElseGet(() -> replace(directory, wanted));
            Set<String> names = wanted.keySet().stream().map(path -> path.split("/")[0]).collect(Collectors.toSet());
            sweep(directory, payload, names);
            names.forEach(name -> show(directory, name));
            directory.owner(owner.uid(), -1);
        }
    }

    private static boolean inside(String path) {
        return !path.isEmpty() && Arrays.stream(path.split("/", -1)).noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    }

    private boolean same(Directory directory, String payload, Map<String, FileContent> wanted) {
        if (directory.status(payload).filter(Status::directory).isEmpty()) {
            return false;
        }
        try (Directory present = directory.directory(payload)) {
            return wanted.entrySet().stream().allMatch(file -> same(present, file.getKey(), file.getValue()))
                    && holdsOnly(present, wanted.keySet());
        }
    }

    private static boolean holdsOnly(Directory present, Set<String> wanted) {
        boolean[] only = {true};
        present.forEach(name -> {
            if (wanted.contains(name)) {
                return;
            }
            String prefix = name + "/";
            Set<String> below = wanted.stream().filter(path -> path.startsWith(prefix)).map(path -> path.substring(prefix.length()))
                    .collect(Collectors.toSet());
            if (below.isEmpty() || present.status(name).filter(Status::directory).isEmpty()) {
                only[0] = false;
                return;
            }
            try (Directory child = present.directory(name)) {
                only[0] &= holdsOnly(child, below);
            }
        });
        return only[0];
    }

    private boolean same(Directory present, String path, FileContent wanted) {
        Optional<Status> status = present.status(path);
        return status.isPresent() && status.get().size() == wanted.bytes().length && status.get().permissions() == permissions(wanted)
                && (wanted.uid().isEmpty() || status.get().uid() == wanted.uid().getAsInt())
                && present.read(path, wanted.bytes().length).filter(bytes -> Arrays.equals(bytes, wanted.bytes())).isPresent();
    }

    private String replace(Directory directory, Map<String, FileContent> wanted) {
        String fresh = ".." + UUID.randomUUID();
        try (Directory payload = directory.make(fresh, DIRECTORY)) {
            own(payload);
            wanted.forEach((path, file) -> write(payload, path, file));
        }
        directory.remove(NEXT);
        directory.link(NEXT, fresh);
        if (directory.status(DATA).filter(Status::directory).isPresent()) {
            directory.remove(DATA);
        }
        directory.rename(NEXT, DATA);
        return fresh;
    }

    private void write(Directory payload, String path, FileContent file) {
        int slash = path.indexOf('/');
        if (slash < 0) {
            payload.write(path, file.bytes(), permissions(file), file.uid().orElse(owner.uid()), owner.gid());
            return;
        }
        try (Directory below = payload.ensure(path.substring(0, slash), DIRECTORY)) {
            own(below);
            write(below, path.substring(slash + 1), file);
        }
    }

    private int permissions(FileContent file) {
        return (file.mode() | (owner.grouped() ? 0440 : 0)) & 0777;
    }

    private void own(Directory made) {
        made.owner(owner.uid(), owner.gid());
        made.permissions(DIRECTORY | (owner.grouped() ? 02000 : 0));
    }

    /// Takes away what is no part of the present set: the set before, what was left by a write that was cut off, anything else.
    private static void sweep(Directory directory, String payload, Set<String> names) {
        directory.forEach(name -> {
            if (!name.equals(DATA) && !name.equals(payload) && !names.contains(name)) {
                directory.remove(name);
            }
        });
    }

    private static void show(Directory directory, String name) {
        String target = DATA + "/" + name;
        if (directory.linkTarget(name).filter(target::equals).isEmpty()) {
            directory.remove(name);
            directory.link(name, target);
        }
    }
}
