package dev.marina.api.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// Devices by the names of the extended resources that their classes stand for.
class ExtendedDevicesTest {

    private static final String BY_NAME = "requests.example.com/gpu";
    private static final String BY_CLASS = "requests.deviceclass.resource.kubernetes.io/gpu";

    private final List<Document> objects = new ArrayList<>();

    private void there(String json) {
        objects.add(Document.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    private int used(String spec, String resource) {
        QuotaUsage.Objects all = new QuotaUsage.Objects() {
            @Override
            public long count(GroupResource type) {
                return list(type).size();
            }

            @Override
            public List<Document> list(GroupResource type) {
                return objects.stream().filter(object -> type.resource().startsWith(object.kind().toLowerCase(Locale.ROOT))).toList();
            }

            @Override
            public List<Document> all(GroupResource type) {
                return list(type);
            }
        };
        Document quota = Document
                .parse("{'kind':'ResourceQuota','spec':%s}".formatted(spec.formatted(resource)).replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        BigDecimal used = QuotaUsage.of(quota, all).get(resource);
        return used.intValueExact();
    }

    private int used(String resource) {
        return used("{'hard':{'%s':'9'}}", resource);
    }

    private void deviceClass(String extendedName) {
        there("{'kind':'DeviceClass','metadata':{'name':'gpu'},'spec':{%s}}".formatted(
                extendedName.isEmpty() ? "" : "'extendedResourceName':'%s'".formatted(extendedName)));
    }

    private void claim(String name, String metadata, int count) {
        there("{'kind':'ResourceClaim','metadata':{'name':'%s'%s},'spec':{'devices':{'requests':[{'exactly':{'deviceClassName':'gpu','allocationMode':'ExactCount','count':%d}}]}}}"
                .formatted(name, metadata, count));
    }

    private static String made(String pod) {
        return ",'annotations':{'resource.kubernetes.io/extended-resource-claim':'true'},'creationTimestamp':'2026-01-01T00:00:00Z','ownerReferences':"
                + "[{'apiVersion':'v1','kind':'Pod','name':'p','uid':'%s','controller':true}]".formatted(pod);
    }

    private void pod(String status) {
        there("{'kind':'Pod','metadata':{'name':'p','uid':'p1'},'spec':{'containers':[{'resources':{'requests':{'example.com/gpu':'2'}}}]},'status':{%s}}"
                .formatted(status));
    }

    @Test
    void aClaimCountsByTheNameThatItsClassStandsFor() {
        deviceClass("example.com/gpu");
        claim("c", "", 3);
        assertEquals(3, used(BY_NAME));
        assertEquals(3, used(BY_CLASS));
        assertEquals(0, used("requests.example.com/other"));
        assertEquals(0, used("{'scopes':['BestEffort'],'hard':{'%s':'9'}}", BY_NAME), "claims have no scope");
    }

    @Test
    void aClassWithoutAnotherNameCountsByNone() {
        deviceClass("");
        claim("c", "", 3);
        assertEquals(0, used(BY_CLASS));
    }

    @Test
    void whatAPodHasAskedForCountsOnce() {
        deviceClass("example.com/gpu");
        pod("");
        claim("made", made("p1"), 2);
        assertEquals(2, used(BY_NAME));
        assertEquals(2, used(BY_CLASS), "the pod has not asked by that name");
    }

    @Test
    void aClaimThatOnlySaysThatItIsMadeForThePodCountsBeside() {
        deviceClass("example.com/gpu");
        pod("'extendedResourceClaimStatus':{'resourceClaimName':'made'}");
        claim("made", made("p1"), 2);
        claim("pretends", made("p1"), 5);
        claim("of-another", made("p2"), 1);
        assertEquals(2 + 5 + 1, used(BY_NAME));
    }

    @Test
    void asLongAsThePodDoesNotSayTheOldestIsMadeForIt() {
        deviceClass("example.com/gpu");
        pod("");
        claim("a", made("p1"), 2);
        claim("b", made("p1"), 2);
        assertEquals(2 + 2, used(BY_NAME));
    }
}
