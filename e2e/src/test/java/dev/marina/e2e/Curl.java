package dev.marina.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Requests by curl.
final class Curl {

    private Curl() {}

    static Program run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("curl", "-s", "-m", "15"));
        command.addAll(List.of(arguments));
        return Program.run(Marina.CHECKOUT, Map.of(), Duration.ofSeconds(30), command);
    }

    /// A page of one word; the status where that is not 200.
    static String word(String... arguments) {
        List<String> all = new ArrayList<>(List.of("-w", "\n%{http_code}"));
        all.addAll(List.of(arguments));
        String[] said = run(all.toArray(String[]::new)).output().strip().split("\\s+");
        return said.length == 2 && said[1].equals("200") ? said[0] : said[said.length - 1];
    }
}
