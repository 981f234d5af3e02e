package dev.marina.apiserver.warning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// Files of a volume of which one would be in another's place, or below it. pkg/api/pod/warnings.go, checkForOverlap
final class PathOverlaps {

    /// @param from the source's name; empty where the volume has one
    record File(int order, String path, String from) {
        @Override
        public String toString() {
            return from.isEmpty() ? '"' + path + '"' : "\"%s\" (%s)".formatted(path, from);
        }
    }

    private final TreeMap<String, List<File>> seen = new TreeMap<>();
    private int count;

    /// @param told of each before it with which it overlaps, in their order
    void add(String path, String from, BiConsumer<File, File> told) {
        File file = new File(count++, path.replaceFirst("/+$", ""), from);
        if (file.path().isEmpty()) {
            return;
        }
        List<File> overlapping = new ArrayList<>(seen.getOrDefault(file.path(), List.of()));
        for (int slash = file.path().lastIndexOf('/'); slash > 0; slash = file.path().lastIndexOf('/', slash - 1)) {
            overlapping.addAll(seen.getOrDefault(file.path().substring(0, slash), List.of()));
        }
        seen.subMap(file.path() + "/", file.path() + "0").values().forEach(overlapping::addAll);
        seen.computeIfAbsent(file.path(), _ -> new ArrayList<>()).add(file);
        overlapping.stream().sorted(Comparator.comparingInt(File::order)).forEach(other -> told.accept(file, other));
    }
}
