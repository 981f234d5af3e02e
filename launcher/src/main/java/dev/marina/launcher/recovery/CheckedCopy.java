package dev.marina.launcher.recovery;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/// Copies a backup's files and sums them up on the way, so that what was checked is what is used.
final class CheckedCopy {
    /// @param copy where files go that are of the size that they had
    /// @return all that is not as the manifest says. Empty: the copy is whole
    static List<String> run(Manifest manifest, Path backup, Path copy, LongConsumer progress) throws IOException {
        Map<String, Manifest.Item> expected = manifest.files().stream().collect(Collectors.toMap(Manifest.Item::path, Function.identity()));
        Set<String> met = new HashSet<>();
        List<String> wrong = new ArrayList<>();
        Handles.walk(backup, new Handles.Visitor() {
            @Override
            public void file(String path, SeekableByteChannel content) throws IOException {
                Manifest.Item item = expected.get(path);
                if (item != null) {
                    met.add(path);
                    compare(item, content, copy, progress, wrong);
                } else if (!path.equals(Manifest.NAME)) {
                    wrong.add("%s is not of the backup".formatted(path));
                }
            }

            @Override
            public void strange(String path) {
                met.add(path);
                wrong.add("%s is neither file nor directory; nothing that it leads to is read".formatted(path));
            }
        });
        expected.keySet().stream().filter(path -> !met.contains(path)).sorted().forEach(path -> wrong.add("%s is missing".formatted(path)));
        return wrong;
    }

    private static void compare(Manifest.Item item, SeekableByteChannel content, Path copy, LongConsumer progress, List<String> wrong) throws IOException {
        long there = content.size();
        if (there != item.bytes()) {
            wrong.add("%s was %s: it has %d bytes, and had %d".formatted(item.path(), there < item.bytes() ? "cut" : "changed", there, item.bytes()));
            return;
        }
        Copied copied = Copied.into(copy.resolve(item.path()), content, progress);
        if (!copied.sha256().equals(item.sha256())) {
            wrong.add("%s was changed: its SHA-256 is %s, and was %s".formatted(item.path(), copied.sha256(), item.sha256()));
        }
    }

    private CheckedCopy() {}
}
