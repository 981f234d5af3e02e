package dev.marina.apiserver.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.api.GroupVersionResource;
import dev.marina.api.StatusException;
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
    void partsOfAPathAreDecodedAndNoneMayHideASlash() {
        GroupVersionResource roles = new GroupVersionResource("rbac.authorization.k8s.io", "v1", "clusterroles");
        assertEquals(new Target.Resource("get", roles, "", "system:node", ""),
                resource("GET", "/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode", ""));
        assertThrows(StatusException.class, () -> resource("GET", "/api/v1/namespaces/ns%2Fpods/secrets/a", ""));
        assertThrows(StatusException.class, () -> resource("GET", "/api/v1/namespaces/ns/pods/a%0ab", ""));
    }

    @Test
    void whatIsBehindAProxyMayBeAnything() {
        GroupVersionResource pods = new GroupVersionResource("", "v1", "pods");
        assertEquals(new Target.Resource("get", pods, "ns", "https:web:443", "proxy"),
                resource("GET", "/api/v1/namespaces/ns/pods/https:web:443/proxy/a%2Fb//%zz", "watch=true"));
        assertEquals(new Target.Resource("", pods, "ns", "web", "proxy"), resource("OPTIONS", "/api/v1/namespaces/ns/pods/web/proxy/", ""));
        assertEquals(new Target.Resource("get", new GroupVersionResource("", "v1", "nodes"), "", "n1", "proxy"),
                resource("GET", "/api/v1/nodes/n1/proxy/logs/", ""));
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
