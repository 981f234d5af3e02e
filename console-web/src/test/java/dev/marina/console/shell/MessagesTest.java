package dev.marina.console.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.console.login.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessagesTest {

    private static final Pattern USED = Pattern
            .compile("(?:getTranslation|text|component|Shown|Section|Tile|fact|link|plain|point|Page|step)\\((?:\"[^\"]*\", )?\"([a-z-]+(?:\\.[a-z0-9-]+)+)\"");

    @Test
    void everyTextIsThereInEveryLanguageWithTheSamePlaceholders() {
        var english = Messages.load(Language.ENGLISH);
        var chinese = Messages.load(Language.CHINESE);

        assertEquals(new TreeSet<>(english.keySet()), new TreeSet<>(chinese.keySet()));
        for (String key : english.keySet()) {
            assertEquals(placeholders(english.getString(key)), placeholders(chinese.getString(key)), key);
        }
    }

    @Test
    void everyTextThatTheCodeAsksForIsThere() throws IOException {
        Set<String> present = Messages.load(Language.ENGLISH).keySet();
        Set<String> missing = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
                Matcher used = USED.matcher(Files.readString(file));
                while (used.find()) {
                    boolean prefix = present.stream().anyMatch(key -> key.startsWith(used.group(1)));
                    if (!prefix) {
                        missing.add(file.getFileName() + ": " + used.group(1));
                    }
                }
            }
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void placeholdersAreFilledAndApostrophesStay() {
        Messages messages = new Messages();

        assertEquals("2 of 4 nodes ready", messages.getTranslation("clusters.nodes", Locale.ENGLISH, 2, 4));
        assertEquals("2 / 4 个节点就绪", messages.getTranslation("clusters.nodes", Locale.SIMPLIFIED_CHINESE, 2, 4));
        assertTrue(messages.getTranslation("error.text", Locale.ENGLISH, "n").contains("platform's"));
        assertEquals("Log in", messages.getTranslation("login", Locale.FRENCH));
    }

    private static Set<String> placeholders(String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile("\\{\\d}").matcher(text);
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }
}
