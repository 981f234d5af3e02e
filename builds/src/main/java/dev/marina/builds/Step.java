package dev.marina.builds;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What is done in a stage, one after the other.
sealed interface Step {

    int LONGEST_SHOWN = 200;

    int line();

    /// For people.
    String text();

    /// @param environment all of it
    /// @param user as the Dockerfile says it; "" for root
    /// @param caches directories that are not part of the image
    record Run(int line, List<String> command, Map<String, String> environment, String user, String directory, List<String> caches) implements Step {

        @Override
        public String text() {
            return shown("RUN " + command.getLast().strip().lines().findFirst().orElse(""));
        }
    }

    /// @param stage empty: from the source; else the stage's or image's name
    /// @param to absolute; one that ends with `/` is a directory
    /// @param owner "" for root
    record Copy(int line, Optional<String> stage, List<String> from, String to, String owner, String mode) implements Step {

        @Override
        public String text() {
            return shown("COPY %s%s %s".formatted(stage.map("--from=%s "::formatted).orElse(""), String.join(" ", from), to));
        }
    }

    /// A directory that has to be there.
    record Directory(int line, String path) implements Step {

        @Override
        public String text() {
            return shown("WORKDIR " + path);
        }
    }

    private static String shown(String text) {
        return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
    }

    /// The key of what is there after it: everything that it does, and nothing of where it stands.
    ///
    /// @param contents of files of the source that it copies; "" for none
    default LayerKey after(LayerKey before, String contents) {
        return switch (this) {
            case Run run -> {
                List<String> words = new ArrayList<>(List.of(run.user(), run.directory(), Integer.toString(run.command().size()),
                        Integer.toString(run.environment().size())));
                words.addAll(run.command());
                new TreeMap<>(run.environment()).forEach((name, value) -> words.addAll(List.of(name, value)));
                words.addAll(run.caches());
                yield before.then("RUN", words);
            }
            case Copy copy -> {
                List<String> words = new ArrayList<>(List.of(copy.stage().orElse(""), copy.to(), copy.owner(), copy.mode(), contents));
                words.addAll(copy.from());
                yield before.then("COPY", words);
            }
            case Directory directory -> before.then("WORKDIR", List.of(directory.path()));
        };
    }
}
