package dev.marina.console.xray;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// What is asked of a cluster's store.
final class StorePaths {

    static final String WATCHERS = "/debug/store/watchers";
    private static final int PAGE = 100;

    private StorePaths() {}

    static String keys(String below, String after) {
        return "/debug/store/keys?limit=%d&below=%s&continue=%s".formatted(PAGE, encoded(below), encoded(after));
    }

    static String value(String key) {
        return "/debug/store/value?key=" + encoded(key);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
