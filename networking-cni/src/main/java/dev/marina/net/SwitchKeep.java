package dev.marina.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Which parts of one node are switched off, on disk: a node that is taken over after a restart does not begin with what its cluster does not want,
/// whether the API answers or not.
record SwitchKeep(Path file) {

    Set<NodePart> find() {
        EnumSet<NodePart> off = EnumSet.noneOf(NodePart.class);
        try {
            if (Files.exists(file)) {
                Files.readAllLines(file).forEach(line -> NodePart.named(line.strip()).ifPresent(off::add));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        return off;
    }

    void put(Set<NodePart> off) {
        try {
            if (off.isEmpty()) {
                Files.deleteIfExists(file);
                return;
            }
            Files.createDirectories(file.getParent());
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            List<String> names = off.stream().map(NodePart::component).sorted().toList();
            Files.write(fresh, names);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
