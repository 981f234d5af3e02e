package dev.marina.net.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

class HiddenNamesTest {

    private final HiddenNames names = HiddenNames.of(List.of("rack7.example.org", "."));

    @ParameterizedTest
    @ValueSource(strings = {"metadata.google.internal.", "printer.local.", "db.Corp.", "router.home.arpa.", "wiki.intranet.", "build.rack7.example.org.",
            "rack7.example.org.", "4.3.2.10.in-addr.arpa.", "1.20.172.in-addr.arpa.", "1.1.168.192.in-addr.arpa.", "1.100.100.in-addr.arpa."})
    void whatIsPrivateToTheMachinesNetworkIsHidden(String name) throws TextParseException {
        assertTrue(names.hides(Name.fromString(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"www.example.org.", "example.org.", "internal.example.com.", "8.8.8.8.in-addr.arpa.", "1.32.172.in-addr.arpa.", "."})
    void theWorldIsNot(String name) throws TextParseException {
        assertFalse(names.hides(Name.fromString(name)));
    }

    @Test
    void nameOfOneWordHasNoAddressAndMayBeATopLevelDomain() throws TextParseException {
        Name com = Name.fromString("com.");

        assertTrue(names.hidesAddress(com, Type.A));
        assertTrue(names.hidesAddress(com, Type.AAAA));
        assertFalse(names.hidesAddress(com, Type.DS));
        assertFalse(names.hides(com));
        assertFalse(names.hidesAddress(Name.fromString("www.example.com."), Type.A));
    }

    @Test
    void searchDomainsAreReadFromResolvConf(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("resolv.conf"), "# search no\nsearch a.example b.example\nnameserver 192.0.2.1\ndomain\tc.example\n");

        assertEquals(List.of("a.example", "b.example", "c.example"), HiddenNames.searchDomains(file));
        assertEquals(List.of(), HiddenNames.searchDomains(directory.resolve("none")));
    }
}
