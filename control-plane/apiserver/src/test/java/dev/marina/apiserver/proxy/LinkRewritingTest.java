package dev.marina.apiserver.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.api.StatusException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkRewritingTest {

    private static final String BASE = "/api/v1/namespaces/n/pods/web/proxy";

    /// @param path behind the proxy
    private static String followed(String path, String location) {
        String said = new LinkRewriting(new ProxyTarget(BASE, path), "server:6443").location(location);
        return URI.create("https://server:6443/clusters/t/c" + BASE + path).resolve(said).toString();
    }

    /// However the client sees the cluster, a redirect within the server stays behind the proxy.
    @ParameterizedTest
    @CsvSource({"/,/x", "/a/b/c,/x", "/a/,/x", "'',/x"})
    void aRedirectStaysBehindTheProxy(String path, String location) {
        assertEquals("https://server:6443/clusters/t/c" + BASE + "/x", followed(path, location));
    }

    @Test
    void aRedirectKeepsItsQueryAndWhatLooksLikeAScheme() {
        assertEquals("https://server:6443/clusters/t/c" + BASE + "/x:1?a=b#c", followed("/", "/x:1?a=b#c"));
        assertEquals("https://server:6443/clusters/t/c" + BASE + "/login", followed("/a/b", "https://server:6443/login"));
        assertEquals("https://server:6443/clusters/t/c" + BASE + "/", followed("/a", "/"));
    }

    @Test
    void aRedirectElsewhereOrRelativeIsLeftAlone() {
        LinkRewriting links = new LinkRewriting(new ProxyTarget(BASE, "/"), "server:6443");
        assertEquals("https://example.com/x", links.location("https://example.com/x"));
        assertEquals("other", links.location("other"));
        assertEquals("not an address", links.location("not an address"));
    }

    @Test
    void aLinkLeadsThroughTheProxyOnce() {
        LinkRewriting links = new LinkRewriting(new ProxyTarget(BASE, "/"), "server:6443");
        assertEquals(BASE + "/x?y", links.link("/x?y"));
        assertEquals(BASE + "/x", links.link(BASE + "/x"));
        assertEquals("//example.com/x", links.link("//example.com/x"));
        assertEquals("mailto:a@b", links.link("mailto:a@b"));
    }

    @ParameterizedTest
    @CsvSource({"web,'',web,''", "web:80,'',web,80", "https:web:tls,https,web,tls", "https:web:,https,web,''"})
    void aNameMaySaySchemeAndPort(String text, String scheme, String name, String port) {
        assertEquals(new ProxiedName(scheme, name, port), ProxiedName.parse(text, "pod"));
    }

    @ParameterizedTest
    @CsvSource({"ftp:web:80", "a:b:c:d", ":80", "https::443"})
    void aNameOfAnotherShapeIsRefused(String text) {
        assertEquals("invalid pod request \"%s\"".formatted(text), assertThrows(StatusException.class, () -> ProxiedName.parse(text, "pod")).getMessage());
    }
}
