package dev.marina.builds;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The stages of a Dockerfile, each with what is said in it. https://docs.docker.com/reference/dockerfile/
///
/// @param arguments that come before the first `FROM`
record Dockerfile(Map<String, String> arguments, List<Stage> stages) {

    /// @param name that later ones say, which its number is too; "" for none
    /// @param base an image, or the name or number of an earlier stage
    record Stage(String name, String base, int line, List<Instruction> instructions) {}

    private static final Pattern FROM = Pattern.compile("(?<base>\\S+)(?:\\s+(?i:as)\\s+(?<name>\\S+))?");
    private static final Pattern HEREDOC = Pattern.compile("<<-?([\"']?)(?<end>[A-Za-z_]\\w*)\\1");
    private static final int MOST_LINES = 2000;
    private static final int MOST_STAGES = 20;

    /// @param given arguments of the build's
    static Dockerfile parse(String text, Map<String, String> given) {
        Map<String, String> arguments = new LinkedHashMap<>();
        List<Stage> stages = new ArrayList<>();
        for (Instruction each : instructions(text)) {
            if (each.name().equals("FROM")) {
                stages.add(stage(each, arguments, stages));
            } else if (!stages.isEmpty()) {
                stages.getLast().instructions().add(each);
            } else if (each.name().equals("ARG")) {
                String[] parts = each.rest().split("=", 2);
                String otherwise = parts.length == 1 ? "" : StagePlan.unquoted(Variables.filled(parts[1].strip(), arguments));
                arguments.put(parts[0].strip(), given.getOrDefault(parts[0].strip(), otherwise));
            } else {
                throw each.wrong(each.name() + " comes before FROM");
            }
        }
        if (stages.isEmpty()) {
            throw new BuildFailure("the Dockerfile has no FROM");
        }
        return new Dockerfile(Map.copyOf(arguments), List.copyOf(stages));
    }

    private static Stage stage(Instruction from, Map<String, String> arguments, List<Stage> before) {
        Matcher words = FROM.matcher(from.rest());
        if (!words.matches()) {
            throw from.wrong("FROM needs an image, and may have AS with a name");
        }
        if (before.size() == MOST_STAGES) {
            throw from.wrong("there are more than %d stages".formatted(MOST_STAGES));
        }
        String base = Variables.filled(words.group("base"), arguments);
        if (base.isEmpty()) {
            throw from.wrong("%s is empty".formatted(words.group("base")));
        }
        return new Stage(words.group("name") == null ? "" : words.group("name"), base, from.line(), new ArrayList<>());
    }

    private static List<Instruction> instructions(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() > MOST_LINES) {
            throw new BuildFailure("the Dockerfile has more than %d lines".formatted(MOST_LINES));
        }
        List<Instruction> found = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (int number = 0; number < lines.size(); number++) {
            String line = lines.get(number);
            if (line.strip().startsWith("#") || line.isBlank()) {
                continue;
            }
            boolean goesOn = line.stripTrailing().endsWith("\\") && number + 1 < lines.size();
            open.append(goesOn ? line.substring(0, line.lastIndexOf('\\')) : line);
            if (!goesOn) {
                Instruction instruction = Instruction.of(number + 1, open.toString().strip());
                open.setLength(0);
                Matcher heredoc = HEREDOC.matcher(instruction.rest());
                if (instruction.name().equals("RUN") && heredoc.find()) {
                    int end = end(lines, number, heredoc.group("end"), instruction);
                    found.add(script(instruction, heredoc, lines.subList(number + 1, end)));
                    number = end;
                } else {
                    found.add(instruction);
                }
            }
        }
        if (!open.isEmpty()) {
            found.add(Instruction.of(lines.size(), open.toString().strip()));
        }
        return found;
    }

    private static int end(List<String> lines, int from, String word, Instruction instruction) {
        for (int number = from + 1; number < lines.size(); number++) {
            if (lines.get(number).strip().equals(word)) {
                return number;
            }
        }
        throw instruction.wrong("what begins with <<%s does not end".formatted(word));
    }

    /// A script by itself is what is run; in a command it is the shell's own business.
    private static Instruction script(Instruction run, Matcher heredoc, List<String> body) {
        String text = String.join("\n", body) + "\n";
        boolean alone = run.rest().equals(heredoc.group());
        return new Instruction(run.line(), run.name(), run.flags(), alone ? text : run.rest() + "\n" + text + heredoc.group("end") + "\n");
    }

    /// The number of an earlier stage, or -1.
    int stage(String name, int before) {
        for (int number = before - 1; number >= 0; number--) {
            if (stages.get(number).name().equalsIgnoreCase(name)) {
                return number;
            }
        }
        return name.matches("\\d{1,3}") && Integer.parseInt(name) < before ? Integer.parseInt(name) : -1;
    }

    /// The last stage and what it needs, in their order.
    List<Integer> needed() {
        Set<Integer> needed = new HashSet<>();
        need(stages.size() - 1, needed);
        return needed.stream().sorted().toList();
    }

    private void need(int number, Set<Integer> needed) {
        if (number >= 0 && needed.add(number)) {
            need(stage(stages.get(number).base(), number), needed);
            stages.get(number).instructions().stream().filter(each -> each.flags().containsKey("from"))
                    .forEach(each -> need(stage(each.flags().get("from"), number), needed));
        }
    }
}
