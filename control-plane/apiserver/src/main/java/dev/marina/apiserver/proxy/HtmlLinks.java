package dev.marina.apiserver.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Rewrites the links in the tags of a page while it passes. Knows of HTML what it takes to tell tags from comments, scripts and
/// text; whatever it does not understand passes unchanged. A page is bytes here: all encodings in use keep ASCII.
final class HtmlLinks {

    private static final int MOST_TAG_BYTES = 16 * 1024;
    private static final int MOST_END_TAG_BYTES = 64;
    private static final int CHUNK = 16 * 1024;
    /// Attributes with one address. apimachinery's pkg/util/proxy/transport.go
    private static final Map<String, Set<String>> LINKS = Map.ofEntries(Map.entry("a", Set.of("href")), Map.entry("applet", Set.of("codebase")),
            Map.entry("area", Set.of("href")), Map.entry("audio", Set.of("src")), Map.entry("base", Set.of("href")), Map.entry("blockquote", Set.of("cite")),
            Map.entry("body", Set.of("background")), Map.entry("button", Set.of("formaction")), Map.entry("command", Set.of("icon")),
            Map.entry("del", Set.of("cite")), Map.entry("embed", Set.of("src")), Map.entry("form", Set.of("action")),
            Map.entry("frame", Set.of("longdesc", "src")), Map.entry("head", Set.of("profile")), Map.entry("html", Set.of("manifest")),
            Map.entry("iframe", Set.of("longdesc", "src")), Map.entry("img", Set.of("longdesc", "src", "usemap")),
            Map.entry("input", Set.of("src", "usemap", "formaction")), Map.entry("ins", Set.of("cite")), Map.entry("link", Set.of("href")),
            Map.entry("object", Set.of("classid", "codebase", "data", "usemap")), Map.entry("q", Set.of("cite")), Map.entry("script", Set.of("src")),
            Map.entry("source", Set.of("src")), Map.entry("video", Set.of("poster", "src")));
    private static final Set<String> RAW_TEXT = Set.of("script", "style", "textarea", "title");
    private static final Pattern TAG_NAME = Pattern.compile("<([a-zA-Z][a-zA-Z0-9]*)(?=[\\s/>])");
    /// Possessive, and nothing is looked at twice: the time it takes grows with the tag and no faster.
    private static final Pattern ATTRIBUTE = Pattern.compile("(?<=[\\s/])([^\\s/>=\"']++)\\s*+=\\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\\s\"'>]++))");

    private final UnaryOperator<String> link;
    private final OutputStream out;
    private final ByteArrayOutputStream tag = new ByteArrayOutputStream();
    private State state = State.TEXT;
    private int quote;
    private int dashes;
    /// `</script` while in a script, otherwise "".
    private String rawEnd = "";

    private enum State {
        TEXT, TAG, COMMENT
    }

    HtmlLinks(UnaryOperator<String> link, OutputStream out) {
        this.link = link;
        this.out = out;
    }

    /// Reads to the end.
    void pass(InputStream page) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (int count = page.read(chunk); count >= 0; count = page.read(chunk)) {
            for (int i = 0; i < count; i++) {
                take(chunk[i] & 0xff);
            }
            out.flush();
        }
        tag.writeTo(out);
        out.flush();
    }

    private void take(int c) throws IOException {
        if (state == State.COMMENT) {
            comment(c);
            return;
        }
        if (state == State.TEXT && c != '<') {
            out.write(c);
            return;
        }
        if (c == '<' && (state == State.TEXT || !rawEnd.isEmpty())) {
            release();
            state = State.TAG;
        }
        tag.write(c);
        if (tag.size() > MOST_TAG_BYTES) {
            release();
            return;
        }
        if (!rawEnd.isEmpty()) {
            insideRawText(c);
            return;
        }
        if (tag.size() == 2 && !(Character.isLetter(c) || c == '/' || c == '!')) {
            release();
        } else if (tag.size() == 4 && text().equals("<!--")) {
            release();
            state = State.COMMENT;
            dashes = 0;
        } else if (quote != 0) {
            quote = c == quote ? 0 : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '>') {
            finished();
        }
    }

    private void comment(int c) throws IOException {
        out.write(c);
        if (c == '>' && dashes >= 2) {
            state = State.TEXT;
        }
        dashes = c == '-' ? dashes + 1 : 0;
    }

    private void insideRawText(int c) throws IOException {
        String seen = text().toLowerCase(Locale.ROOT);
        int end = rawEnd.length();
        boolean may = seen.length() <= end ? rawEnd.startsWith(seen) : " \t\r\n\f/>".indexOf(seen.charAt(end)) >= 0;
        if (!may || tag.size() > MOST_END_TAG_BYTES) {
            release();
        } else if (c == '>') {
            rawEnd = "";
            release();
        }
    }

    private void finished() throws IOException {
        String text = text();
        Matcher name = TAG_NAME.matcher(text);
        if (name.lookingAt()) {
            String element = name.group(1).toLowerCase(Locale.ROOT);
            tag.reset();
            tag.writeBytes(rewritten(text, name.end(), LINKS.getOrDefault(element, Set.of())).getBytes(StandardCharsets.ISO_8859_1));
            if (RAW_TEXT.contains(element)) {
                rawEnd = "</" + element;
            }
        }
        release();
    }

    private String rewritten(String text, int from, Set<String> names) {
        StringBuilder changed = new StringBuilder();
        int copied = 0;
        Matcher attribute = ATTRIBUTE.matcher(text);
        for (int at = from; attribute.find(at); at = attribute.end()) {
            int group = attribute.start(2) >= 0 ? 2 : attribute.start(3) >= 0 ? 3 : 4;
            if (names.contains(attribute.group(1).toLowerCase(Locale.ROOT))) {
                changed.append(text, copied, attribute.start(group)).append(link(attribute.group(group)));
                copied = attribute.end(group);
            }
        }
        return changed.append(text, copied, text.length()).toString();
    }

    /// Ampersands are all that addresses have to have escaped.
    private String link(String value) {
        String address = value.replace("&amp;", "&");
        String changed = link.apply(address);
        return changed.equals(address) ? value : changed.replace("&", "&amp;");
    }

    private String text() {
        return tag.toString(StandardCharsets.ISO_8859_1);
    }

    private void release() throws IOException {
        tag.writeTo(out);
        tag.reset();
        quote = 0;
        state = State.TEXT;
    }
}
