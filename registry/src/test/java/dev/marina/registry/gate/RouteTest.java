package dev.marina.registry.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.marina.registry.Digest;
import dev.marina.registry.RepositoryName;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTest {

    private static final RepositoryName APP = new RepositoryName("acme", "app");
    private static final String HEX = "0123456789abcdef".repeat(4);
    private static final Digest DIGEST = new Digest(HEX);

    @Test
    void whatClientsOfRegistriesAskFor() {
        assertEquals(new Route.Version(), Route.of("GET", "/v2/", null));
        assertEquals(new Route.Read(APP), Route.of("HEAD", "/v2/acme/app/manifests/1.0", null));
        assertEquals(new Route.Read(APP), Route.of("GET", "/v2/acme/app/blobs/sha256:" + HEX, null));
        assertEquals(new Route.Read(APP), Route.of("GET", "/v2/acme/app/tags/list", "n=10"));
        assertEquals(new Route.Read(APP), Route.of("GET", "/v2/acme/app/blobs/uploads/1-2", null));
        assertEquals(new Route.StartUpload(APP, Optional.empty(), Optional.empty()), Route.of("POST", "/v2/acme/app/blobs/uploads/", null));
        assertEquals(new Route.StartUpload(APP, Optional.of(DIGEST), Optional.of(new RepositoryName("marina", "debian"))),
                Route.of("POST", "/v2/acme/app/blobs/uploads/", "mount=sha256%3A" + HEX + "&from=marina%2Fdebian"));
        assertEquals(new Route.Append(APP, "1-2"), Route.of("PATCH", "/v2/acme/app/blobs/uploads/1-2", "_state=x"));
        assertEquals(new Route.Finish(APP, "1-2", DIGEST), Route.of("PUT", "/v2/acme/app/blobs/uploads/1-2", "_state=x&digest=sha256:" + HEX));
        assertEquals(new Route.PutManifest(new RepositoryName("acme", "team/app")), Route.of("PUT", "/v2/acme/team/app/manifests/latest", null));
        assertEquals(new Route.DeleteManifest(APP), Route.of("DELETE", "/v2/acme/app/manifests/sha256:" + HEX, null));
    }

    @ParameterizedTest
    @CsvSource({"GET, /v2/_catalog", "GET, /v2/acme/manifests/1", "GET, /v2/acme/../globex/app/manifests/1", "GET, /v2/acme/%2e%2e/globex/manifests/1",
            "PUT, /v2/acme/app/blobs/uploads/1", "PUT, /v2/acme/app/blobs/uploads/1?digest=md5:1", "DELETE, /v2/acme/app/blobs/uploads/1",
            "DELETE, /v2/acme/app/blobs/sha256:00", "POST, /v2/acme/app/manifests/1", "GET, /v2/ACME/app/manifests/1", "GET, /v2//app/manifests/1",
            "GET, /v2x/",
            "GET, /v2/acme/app/manifests/1/2", "GET, /v2/acme/app/", "OPTIONS, /v2/", "GET, /v2/acme/app/blobs/uploads/../x"})
    void everythingElseIsNothing(String method, String address) {
        String[] parts = address.split("\\?", 2);

        assertInstanceOf(Route.Unknown.class, Route.of(method, parts[0], parts.length == 1 ? null : parts[1]));
    }
}
