package dev.marina.console.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SettingsAreDescribedTest {

    @Test
    void everySettingThatIsReadIsDescribed() throws IOException {
        String description = Files.readString(Path.of("../docs/settings-payara.md"));
        Set<String> missing = new TreeSet<>();
        Matcher name = Pattern.compile("\"(MARINA_[A-Z_]+)\"")
                .matcher(Files.readString(Path.of("src/main/java/dev/marina/console/settings/ConsoleConfig.java")));
        while (name.find()) {
            if (!description.contains("| `" + name.group(1) + "` |")) {
                missing.add(name.group(1));
            }
        }
        assertEquals(Set.of(), missing);
    }
}
