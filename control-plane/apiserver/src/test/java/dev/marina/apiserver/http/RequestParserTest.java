package dev.marina.apiserver.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.marina.api.GroupVersionResource;
import org.junit.jupiter.api.Test;

class RequestParserTest {

    private static Target.Resource resource(String method, String path, String query) {
        return assertInstanceOf(Target.Resource.class, RequestParser.target(method, path, Query.parse(query)));
    }

    @Test
    void theClusterStandsBeforeThePath() {
        assertEquals(new RequestParser.Located("acme", "default", "/api/v1"), RequestParser.locate("/clusters/acme/default/api/v1"));
        assertEquals(new RequestParser.Located("acme", "default", "/"), RequestParser.locate("/clusters/acme/default"));
        assertEquals(new RequestParser.Located("", "", "/clusters/acme"), RequestParser.locate("/clusters/acme"));
        assertEquals(new RequestParser.Located("", "", "/version"), RequestParser.locate("/version"));
    }

    @Test
    void collectionsAndObjectsHaveTheirVerbs() {
        GroupVersionResource pods = new GroupVersionResource("", "v1", "pods");
        assertEquals(new Target.Resource("list", pods, "", "", ""), resource("GET", "/api/v1/pods", ""));
        assertEquals(new Target.Resource("watch", pods, "ns", "", ""), resource("GET", "/api/v1/namespaces/ns/pods", "watch=1"));
        assertEquals(new Target.Resource("deletecollection", pods, "ns", "", ""), resource("DELETE", "/api/v1/namespaces/ns/pods", ""));
        assertEquals(new Target.Resource("patch", pods, "ns", "a", "status"), resource("PATCH", "/api/v1/namespaces/ns/pods/a/status", ""));
        assertEquals(new Target.Resource("create", pods, "ns", "a", "exec"), resource("GET", "/api/v1/namespaces/ns/pods/a/exec", "command=ls"));
    }

    @Test
    void namespacesAreResourcesAndPlaces() {
        GroupVersionResource namespaces = new GroupVersionResource("", "v1", "namespaces");
        assertEquals(new Target.Resource("get", namespaces, "ns", "ns", ""), resource("GET", "/api/v1/namespaces/ns", ""));
        assertEquals(new Target.Resource("update", namespaces, "ns", "ns", "finalize"), resource("PUT", "/api/v1/namespaces/ns/finalize", ""));
        assertEquals(new Target.Resource("list", new GroupVersionResource("", "v1", "finalizers"), "ns", "", ""),
                resource("GET", "/api/v1/namespaces/ns/finalizers", ""));
    }

    @Test
    void groupsOfTypesAreDiscovery() {
        assertEquals(new Target.NonResource("get", "/apis/apps/v1"), RequestParser.target("GET", "/apis/apps/v1", Query.NONE));
        assertEquals(new Target.NonResource("get", "/api/v1"), RequestParser.target("GET", "/api/v1", Query.NONE));
    }
}
