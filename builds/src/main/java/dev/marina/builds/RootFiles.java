package dev.marina.builds;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The files of an image's root, and by what a change of one is seen.
///
/// @param files paths without a leading `/`, with the kind (as `find` has it) first
record RootFiles(Map<String, String> files) {

    /// What of a root is the container's own.
    private static final Set<String> NOT_THE_IMAGES = Set.of("", ".marina", ".dockerenv", "proc", "sys", "dev", "etc/resolv.conf", "etc/hosts", "etc/hostname");
    private static final int MOST = 150_000;

    /// Says them, each as path, kind and attributes, with a NUL behind either. A directory is another one when its rights are.
    static final String LIST = "/.marina/bin/find / -xdev \\( -path /.marina -o -path /proc -o -path /sys -o -path /dev \\) -prune -o"
            + " \\( -type d -printf '%P\\0%y %m %U:%G\\0' -o -printf '%P\\0%y %m %U:%G %s %i %C@ %l\\0' \\)";

    /// What has to be put into a layer, parents first, and what it takes away.
    ///
    /// @param bytes of the files that have to be put into it
    record Changes(List<String> changed, List<String> removed, long bytes) {

        boolean isEmpty() {
            return changed.isEmpty() && removed.isEmpty();
        }
    }

    /// @param parents whether directories that were there before are needed too, since there is no base that has them
    Changes since(RootFiles before, boolean parents) {
        Set<String> changed = new TreeSet<>();
        files.keySet().stream().filter(path -> !files.get(path).equals(before.files.get(path))).forEach(path -> {
            changed.add(path);
            for (String up = parent(path); parents && !up.isEmpty(); up = parent(up)) {
                changed.add(up);
            }
        });
        List<String> removed = before.files.keySet().stream().filter(path -> !files.containsKey(path) && directory(parent(path))).toList();
        return new Changes(List.copyOf(changed), removed, changed.stream().mapToLong(path -> size(files.get(path))).sum());
    }

    private static long size(String attributes) {
        String[] words = attributes == null ? new String[0] : attributes.split(" ", 5);
        return words.length > 4 && words[0].equals("f") && words[3].matches("\\d{1,15}") ? Long.parseLong(words[3]) : 0;
    }

    private boolean directory(String path) {
        return path.isEmpty() || files.getOrDefault(path, "").startsWith("d");
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /// Takes what [#LIST] says, as it comes.
    static final class Reader extends OutputStream {

        private static final int LONGEST = 16 << 10;
        private final Map<String, String> files = new TreeMap<>();
        private final List<String> pair = new ArrayList<>();
        private final byte[] text = new byte[LONGEST];
        private int length;

        @Override
        public void write(int single) throws IOException {
            if (single != 0) {
                if (length == LONGEST) {
                    throw new BuildFailure("the image has a path of more than %d bytes".formatted(LONGEST));
                }
                text[length++] = (byte) single;
                return;
            }
            // Names are bytes: each is a character, so that none is lost.
            pair.add(new String(text, 0, length, StandardCharsets.ISO_8859_1));
            length = 0;
            if (pair.size() == 2) {
                if (!NOT_THE_IMAGES.contains(pair.getFirst()) && !whiteout(pair.getFirst())) {
                    files.put(pair.getFirst(), pair.getLast());
                }
                if (files.size() > MOST) {
                    throw new BuildFailure("the image has more than %d files".formatted(MOST));
                }
                pair.clear();
            }
        }

        /// A name that would take other files away is no file's.
        private static boolean whiteout(String path) {
            return path.substring(path.lastIndexOf('/') + 1).startsWith(".wh.");
        }

        RootFiles found() {
            return new RootFiles(files);
        }
    }
}
