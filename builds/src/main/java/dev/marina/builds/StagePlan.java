package dev.marina.builds;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.builds.ImagePlan.Description;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What one stage of a Dockerfile does and what becomes of its base's description.
record StagePlan(List<Step> steps, Description changes) {

    /// @param base what the base says itself
    /// @param given arguments of the build's
    static StagePlan of(Dockerfile file, Dockerfile.Stage stage, BaseDescription base, Map<String, String> given) {
        return new Reading(file.arguments(), base, given).read(stage);
    }

    boolean runs() {
        return steps.stream().anyMatch(step -> step instanceof Step.Run);
    }

    /// Whether the base's own files decide what becomes of it.
    boolean needsFiles() {
        return runs() || steps.stream().anyMatch(step -> step instanceof Step.Copy copy && !copy.owner().matches("(\\d+:\\d+)?"));
    }

    /// Whether it can be laid upon its base as files of the source, with nothing run and nobody asked.
    boolean plain() {
        return steps.stream().noneMatch(step -> step instanceof Step.Run
                || step instanceof Step.Copy copy && (copy.stage().isPresent() || !copy.owner().isEmpty() || !copy.mode().isEmpty()));
    }

    /// The same as files upon a base, where it is [#plain].
    ImagePlan laid(String base, Context context) {
        List<ImagePlan.Addition> additions = new ArrayList<>();
        for (Step step : steps) {
            if (step instanceof Step.Copy copy) {
                copy.from().stream().flatMap(from -> context.named(from).stream()).forEach(from -> additions.add(new ImagePlan.Addition(from, copy.to())));
            }
        }
        return new ImagePlan(base, List.copyOf(additions), changes);
    }

    static String unquoted(String text) {
        boolean quoted = text.length() > 1 && (text.startsWith("\"") && text.endsWith("\"") || text.startsWith("'") && text.endsWith("'"));
        return quoted ? text.substring(1, text.length() - 1).replace("\\\"", "\"") : text;
    }

    private static final class Reading {

        private static final ObjectMapper JSON = new ObjectMapper();
        private static final Pattern PAIR = Pattern.compile("(?<name>[^\\s=]+)=(?<value>\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|(?:[^\\s\\\\]|\\\\.)*)");
        private static final Pattern MOUNT_TARGET = Pattern.compile("(?:^|,)(?:target|dst|destination)=([^,]+)");

        private final Map<String, String> global;
        private final Map<String, String> given;
        private final Map<String, String> inherited;
        private final Map<String, String> arguments = new LinkedHashMap<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private final Map<String, String> labels = new LinkedHashMap<>();
        private final List<String> ports = new ArrayList<>();
        private final List<Step> steps = new ArrayList<>();
        private List<String> shell = List.of("/bin/sh", "-c");
        private final String inheritedDirectory;
        private String directory = "";
        private final String inheritedUser;
        private String user = "";
        private List<String> entrypoint = List.of();
        private List<String> command = List.of();

        Reading(Map<String, String> global, BaseDescription base, Map<String, String> given) {
            this.global = global;
            this.given = given;
            this.inherited = base.environment();
            this.inheritedDirectory = base.directory();
            this.inheritedUser = base.user();
        }

        StagePlan read(Dockerfile.Stage stage) {
            stage.instructions().forEach(this::instruction);
            return new StagePlan(List.copyOf(steps), new Description(entrypoint, command, Map.copyOf(environment), directory, user, List.copyOf(ports),
                    Map.copyOf(labels)));
        }

        private void instruction(Instruction each) {
            String rest = each.rest();
            switch (each.name()) {
                case "ARG" -> argument(rest);
                case "RUN" -> steps.add(run(each));
                case "COPY", "ADD" -> steps.add(copy(each));
                case "ENV" -> pairs(rest, environment);
                case "LABEL" -> pairs(rest, labels);
                case "WORKDIR" -> {
                    directory = absolute(unquoted(filled(rest)));
                    steps.add(new Step.Directory(each.line(), directory));
                }
                case "USER" -> user = filled(rest);
                case "EXPOSE" -> List.of(filled(rest).split("\\s+")).forEach(port -> ports.add(port.contains("/") ? port : port + "/tcp"));
                case "SHELL" -> shell = array(each);
                case "CMD" -> command = words(each);
                case "ENTRYPOINT" -> {
                    entrypoint = words(each);
                    command = List.of();
                }
                case "HEALTHCHECK", "STOPSIGNAL", "MAINTAINER", "VOLUME", "ONBUILD" ->
                    System.out.printf("Dockerfile, line %d: %s is left out%n", each.line(), each.name());
                default -> throw each.wrong(("%s is not known here; there are FROM, ARG, RUN, COPY, ADD, ENV, LABEL, WORKDIR, USER, EXPOSE, SHELL, CMD"
                        + " and ENTRYPOINT").formatted(each.name()));
            }
        }

        private void argument(String rest) {
            String[] parts = rest.split("=", 2);
            String name = parts[0].strip();
            String otherwise = parts.length == 1 ? global.getOrDefault(name, "") : unquoted(filled(parts[1].strip()));
            arguments.put(name, given.getOrDefault(name, otherwise));
        }

        private Step run(Instruction each) {
            if (each.rest().isEmpty()) {
                throw each.wrong("RUN needs a command");
            }
            if (each.flags().containsKey("network") || each.flags().containsKey("security")) {
                throw each.wrong("RUN --network and --security are not done here: a command has its pod's network and no privilege");
            }
            List<String> caches = each.all("mount").stream().map(mount -> cache(each, mount)).toList();
            return new Step.Run(each.line(), words(each), values(), currentUser(), currentDirectory(), caches);
        }

        private String cache(Instruction each, String mount) {
            Matcher target = MOUNT_TARGET.matcher(mount);
            if (!mount.matches("(.*,)?type=cache(,.*)?") || !target.find()) {
                throw each.wrong("RUN --mount=%s is not done here; a mount may be of type=cache and needs a target".formatted(mount));
            }
            return absolute(filled(target.group(1)));
        }

        private Step copy(Instruction each) {
            List<String> words = each.rest().startsWith("[") ? array(each).stream().map(this::filled).toList() : List.of(filled(each.rest()).split("\\s+"));
            if (words.size() < 2) {
                throw each.wrong(each.name() + " needs what to copy and where to");
            }
            List<String> from = words.subList(0, words.size() - 1);
            from.stream().filter(word -> word.contains("://") || word.startsWith("<<")).findFirst().ifPresent(word -> {
                throw each.wrong("%s of %s: only files of the source are copied".formatted(each.name(), word));
            });
            String to = words.getLast();
            boolean into = to.endsWith("/") || to.equals(".") || to.endsWith("/.") || from.size() > 1;
            String path = absolute(to);
            return new Step.Copy(each.line(), Optional.ofNullable(each.flags().get("from")).map(this::filled), from,
                    into && !path.equals("/") ? path + "/" : path, filled(each.flags().getOrDefault("chown", "")),
                    filled(each.flags().getOrDefault("chmod", "")));
        }

        private String currentDirectory() {
            return !directory.isEmpty() ? directory : inheritedDirectory.isEmpty() ? "/" : inheritedDirectory;
        }

        private String currentUser() {
            return user.isEmpty() ? inheritedUser : user;
        }

        private String absolute(String path) {
            String current = currentDirectory();
            return Path.of(path.startsWith("/") ? path : (current.equals("/") ? "/" : current + "/") + path).normalize().toString();
        }

        private void pairs(String rest, Map<String, String> into) {
            if (!rest.contains("=")) {
                String[] parts = rest.split("\\s+", 2);
                into.put(parts[0], parts.length == 1 ? "" : filled(parts[1]));
                return;
            }
            Matcher pair = PAIR.matcher(rest);
            while (pair.find()) {
                into.put(pair.group("name"), filled(unquoted(pair.group("value"))));
            }
        }

        /// As an array, or as a line for the shell.
        private List<String> words(Instruction each) {
            if (each.rest().startsWith("[") && !each.name().equals("RUN") || each.rest().startsWith("[\"")) {
                return array(each);
            }
            List<String> words = new ArrayList<>(shell);
            words.add(each.rest());
            return List.copyOf(words);
        }

        private List<String> array(Instruction each) {
            try {
                return JSON.readValue(each.rest(), new TypeReference<>() {});
            } catch (JsonProcessingException e) {
                throw each.wrong("%s is no array of texts".formatted(each.rest()));
            }
        }

        private String filled(String text) {
            return Variables.filled(text, values());
        }

        /// An image's variable hides an argument of its name.
        private Map<String, String> values() {
            Map<String, String> all = new LinkedHashMap<>(arguments);
            all.putAll(inherited);
            all.putAll(environment);
            return all;
        }
    }
}
