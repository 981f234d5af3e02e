package dev.marina.labs.content;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A lab's text in one language, as Markdown with places for a run's values: what comes first, a part for each step under a heading such as
/// `## Create it {#create}`, and what comes last under one with `{#end}`.
public record LabText(String intro, List<Part> parts, String outro) {

    static final String END = "end";

    /// RE2: in time linear in the text, whoever wrote it.
    private static final Pattern HEADING = Pattern.compile("^## (.+?) *\\{#([a-z0-9-]+)} *$", Pattern.MULTILINE);
    private static final Pattern COMMANDS = Pattern.compile("(?s)^```sh( real)?\\n(.*?)^```", Pattern.MULTILINE);

    public record Part(String id, String title, String body) {}

    static LabText parse(String markdown) {
        Matcher heading = HEADING.matcher(markdown);
        Map<String, Part> parts = new LinkedHashMap<>();
        String intro = markdown;
        String id = "";
        String title = "";
        int begin = 0;
        while (heading.find()) {
            if (id.isEmpty()) {
                intro = markdown.substring(0, heading.start());
            } else {
                parts.put(id, new Part(id, title, markdown.substring(begin, heading.start()).strip()));
            }
            title = heading.group(1);
            id = heading.group(2);
            begin = heading.end();
        }
        if (!id.isEmpty()) {
            parts.put(id, new Part(id, title, markdown.substring(begin).strip()));
        }
        Part end = parts.remove(END);
        return new LabText(intro.strip(), new ArrayList<>(parts.values()), end == null ? "" : end.body());
    }

    public LabText filled(Filling filling) {
        return new LabText(filling.text(intro), parts.stream().map(part -> new Part(part.id, filling.text(part.title), filling.text(part.body))).toList(),
                filling.text(outro));
    }

    /// What stands in it to be run wherever the lab does, in the order of the text: the content of blocks marked `sh`.
    public List<String> commands() {
        return commands(false);
    }

    /// What stands in it to be run where containers run: the content of blocks marked `sh` or `sh real`.
    public List<String> commandsOnRealNodes() {
        return commands(true);
    }

    private List<String> commands(boolean real) {
        List<String> commands = new ArrayList<>();
        List<String> bodies = new ArrayList<>(List.of(intro));
        parts.forEach(part -> bodies.add(part.body));
        bodies.add(outro);
        for (String body : bodies) {
            Matcher found = COMMANDS.matcher(body + "\n");
            while (found.find()) {
                if (real || found.group(1) == null) {
                    commands.add(found.group(2));
                }
            }
        }
        return commands;
    }
}
