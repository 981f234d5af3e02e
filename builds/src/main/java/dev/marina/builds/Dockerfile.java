package dev.marina.builds;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.builds.ImagePlan.Addition;
import dev.marina.builds.ImagePlan.Description;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// As much of a Dockerfile as needs nothing to be run: one `FROM`, files, and how the image is run. `RUN` is refused by name.
/// https://docs.docker.com/reference/dockerfile/
final class Dockerfile {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(?<braced>\\w+)(?::-(?<otherwise>[^}]*))?\\}|(?<plain>\\w+))");
    private static final int MOST_LINES = 2000;

    private final Map<String, String> arguments = new LinkedHashMap<>();
    private final List<Addition> additions = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final List<String> ports = new ArrayList<>();
    private String base = "";
    private String directory = "";
    private String user = "";
    private List<String> entrypoint = List.of();
    private List<String> command = List.of();
    private int number;

    private Dockerfile() {}

    static ImagePlan parse(String text) {
        Dockerfile file = new Dockerfile();
        StringBuilder instruction = new StringBuilder();
        List<String> lines = text.lines().toList();
        if (lines.size() > MOST_LINES) {
            throw new BuildFailure("the Dockerfile has more than %d lines".formatted(MOST_LINES));
        }
        for (String line : lines) {
            file.number++;
            if (line.strip().startsWith("#") || instruction.isEmpty() && line.isBlank()) {
                continue;
            }
            boolean goesOn = line.endsWith("\\");
            instruction.append(goesOn ? line.substring(0, line.length() - 1) : line);
            if (!goesOn) {
                file.instruction(instruction.toString().strip());
                instruction.setLength(0);
            }
        }
        if (file.base.isEmpty()) {
            throw new BuildFailure("the Dockerfile has no FROM");
        }
        return new ImagePlan(file.base, List.copyOf(file.additions),
                new Description(file.entrypoint, file.command, Map.copyOf(file.environment), file.directory,
                        file.user, List.copyOf(file.ports), Map.copyOf(file.labels)));
    }

    private BuildFailure wrong(String what) {
        return new BuildFailure("Dockerfile, line %d: %s".formatted(number, what));
    }

    private void instruction(String text) {
        String[] parts = text.split("\\s+", 2);
        String rest = parts.length == 1 ? "" : parts[1].strip();
        String name = parts[0].toUpperCase(Locale.ROOT);
        if (base.isEmpty() && !name.equals("FROM") && !name.equals("ARG")) {
            throw wrong(name + " comes before FROM");
        }
        switch (name) {
            case "FROM" -> from(rest);
            case "ARG" -> argument(rest);
            case "COPY", "ADD" -> copy(name, rest);
            case "ENV" -> pairs(rest, environment);
            case "LABEL" -> pairs(rest, labels);
            case "WORKDIR" -> directory = absolute(filled(rest));
            case "USER" -> user = filled(rest);
            case "EXPOSE" -> List.of(filled(rest).split("\\s+")).forEach(port -> ports.add(port.contains("/") ? port : port + "/tcp"));
            case "CMD" -> command = words(rest);
            case "ENTRYPOINT" -> {
                entrypoint = words(rest);
                command = List.of();
            }
            case "RUN" -> throw wrong("RUN: a build runs nothing here; put what it would make into the source, or build on an image that has it");
            case "HEALTHCHECK", "STOPSIGNAL", "MAINTAINER" -> System.out.printf("Dockerfile, line %d: %s is left out%n", number, name);
            default ->
                throw wrong("%s is not known here; there are FROM, ARG, COPY, ADD, ENV, LABEL, WORKDIR, USER, EXPOSE, CMD and ENTRYPOINT".formatted(name));
        }
    }

    private void from(String rest) {
        if (!base.isEmpty()) {
            throw wrong("a second FROM: a build of several stages runs something, which is not done here");
        }
        base = filled(rest.replaceFirst("^--platform=\\S+\\s+", "").replaceFirst("(?i)\\s+as\\s+\\S+$", ""));
    }

    private void argument(String rest) {
        String[] parts = rest.split("=", 2);
        arguments.put(parts[0].strip(), parts.length == 1 ? "" : unquoted(filled(parts[1].strip())));
    }

    private void copy(String name, String rest) {
        if (rest.startsWith("--")) {
            throw wrong("%s %s is not known here".formatted(name, rest.split("\\s+")[0]));
        }
        List<String> words = rest.startsWith("[") ? array(rest) : List.of(filled(rest).split("\\s+"));
        if (words.size() < 2) {
            throw wrong(name + " needs what to copy and where to");
        }
        String to = words.getLast();
        for (String from : words.subList(0, words.size() - 1)) {
            if (from.contains("://")) {
                throw wrong("%s of %s: only files of the source are copied".formatted(name, from));
            }
            additions.add(new Addition(from, absolute(to) + (to.endsWith("/") && !to.equals("/") || words.size() > 2 ? "/" : "")));
        }
    }

    private String absolute(String path) {
        String whole = path.startsWith("/") ? path : (directory.isEmpty() ? "/" : directory + "/") + path;
        return java.nio.file.Path.of(whole).normalize().toString();
    }

    private void pairs(String rest, Map<String, String> into) {
        if (!rest.contains("=")) {
            String[] parts = rest.split("\\s+", 2);
            into.put(parts[0], parts.length == 1 ? "" : filled(parts[1]));
            return;
        }
        Matcher pair = Pattern.compile("(?<name>[^\\s=]+)=(?<value>\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|(?:[^\\s\\\\]|\\\\.)*)").matcher(rest);
        while (pair.find()) {
            into.put(pair.group("name"), filled(unquoted(pair.group("value"))));
        }
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() > 1 && (text.startsWith("\"") && text.endsWith("\"") || text.startsWith("'") && text.endsWith("'"));
        return quoted ? text.substring(1, text.length() - 1).replace("\\\"", "\"") : text;
    }

    /// As an array, or as a line for the shell.
    private List<String> words(String rest) {
        return rest.startsWith("[") ? array(rest) : List.of("/bin/sh", "-c", rest);
    }

    private List<String> array(String rest) {
        try {
            return JSON.readValue(rest, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw wrong("%s is no array of texts".formatted(rest));
        }
    }

    private String filled(String text) {
        return VARIABLE.matcher(text).replaceAll(found -> {
            String name = found.group("braced") != null ? found.group("braced") : found.group("plain");
            String value = environment.getOrDefault(name, arguments.getOrDefault(name, ""));
            return Matcher.quoteReplacement(value.isEmpty() && found.group("otherwise") != null ? found.group("otherwise") : value);
        });
    }
}
