package dev.marina.apiserver.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlLinksTest {

    private static String rewritten(String page) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new HtmlLinks(link -> link.startsWith("/") ? "/p" + link : link, out).pass(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            <a href="/rewriteme">test</a>                    | <a href="/p/rewriteme">test</a>
            <A class=x HREF='/a?b=1&amp;c=2' title="/t">     | <A class=x HREF='/p/a?b=1&amp;c=2' title="/t">
            <img src=/a.png alt="a > b" longdesc = "/d" />   | <img src=/p/a.png alt="a > b" longdesc = "/p/d" />
            <p>a < b <b>/c</b> é <a href="rel">x</a>         | <p>a < b <b>/c</b> é <a href="rel">x</a>
            <script src="/s.js">"<a href='/x'>"</script><a href=/y>| <script src="/p/s.js">"<a href='/x'>"</script><a href=/p/y>
            <script>a</scriptx><a href='/x'></SCRIPT ><a href='/y'>| <script>a</scriptx><a href='/x'></SCRIPT ><a href='/p/y'>
            <!-- <a href="/x"> - -> --><a href="/y">         | <!-- <a href="/x"> - -> --><a href="/p/y">
            <!DOCTYPE html><base href="/">                   | <!DOCTYPE html><base href="/p/">
            <abbr href="/x"><a data-href="/x" href="/y">     | <abbr href="/x"><a data-href="/x" href="/p/y">
            """)
    void linksInTagsAreRewrittenAndNothingElse(String page, String expected) throws IOException {
        assertEquals(expected, rewritten(page));
    }

    @Test
    void aPageThatBreaksOffPassesAsFarAsItGoes() throws IOException {
        assertEquals("<p>x</p><a href=\"/y", rewritten("<p>x</p><a href=\"/y"));
    }

    /// What would take quadratic time if anything were read twice.
    @ParameterizedTest
    @ValueSource(strings = {" ", "a", "a ", "a=", "a=' ", "/", "-", "<", ">", "->", "</script ", "<!--", "<a "})
    void noPageTakesLong(String repeated) throws IOException {
        String filler = repeated.repeat(1_000_000 / repeated.length());
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (String beginning : new String[] {"<a ", "<script>", "<!-- ", ""}) {
                String page = beginning + filler + ">";
                assertEquals(page, rewritten(page));
            }
        });
    }
}
