package dev.marina.api.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaUsageTest {

    private static final List<Document> OBJECTS = Stream.of(
            "{'kind':'Pod','spec':{'containers':[{}]}}",
            "{'kind':'Pod','spec':{'activeDeadlineSeconds':0,'priorityClassName':'high','containers':[{'resources':{'requests':{'cpu':'500m'}}}]}}",
            "{'kind':'Pod','spec':{'priorityClassName':'low','overhead':{'cpu':'100m'},'affinity':{'podAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':"
                    + "[{'namespaces':['other']}]}},'containers':[{'resources':{'requests':{'cpu':'1'},'limits':{'memory':'1Gi'}}}]}}",
            "{'kind':'Pod','spec':{'containers':[{'resources':{'requests':{'cpu':'9'}}}]},'status':{'phase':'Succeeded'}}",
            "{'kind':'Service','spec':{'type':'NodePort','ports':[{},{}]}}",
            "{'kind':'Service','spec':{'type':'LoadBalancer','allocateLoadBalancerNodePorts':false,'ports':[{}]}}",
            "{'kind':'PersistentVolumeClaim','spec':{'storageClassName':'fast','resources':{'requests':{'storage':'1Gi'}}}}",
            "{'kind':'PersistentVolumeClaim','spec':{'storageClassName':'slow','resources':{'requests':{'storage':'2Gi'}}},'status':{'allocatedResources':{'storage':'3Gi'}}}",
            "{'kind':'ResourceClaim','spec':{'devices':{'requests':[{'exactly':{'deviceClassName':'gpu','allocationMode':'ExactCount','count':3}},"
                    + "{'exactly':{'deviceClassName':'nic','allocationMode':'All'}},{'firstAvailable':[{'deviceClassName':'gpu','allocationMode':'ExactCount','count':1},"
                    + "{'deviceClassName':'gpu','allocationMode':'ExactCount','count':2}]}]}}}")
            .map(QuotaUsageTest::document).toList();

    private static Document document(String json) {
        return Document.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static final QuotaUsage.Objects NAMESPACE = new QuotaUsage.Objects() {
        @Override
        public long count(GroupResource type) {
            return list(type).size();
        }

        @Override
        public List<Document> all(GroupResource type) {
            return list(type);
        }

        @Override
        public List<Document> list(GroupResource type) {
            return OBJECTS.stream().filter(object -> type.resource().startsWith(object.kind().toLowerCase(java.util.Locale.ROOT))).toList();
        }
    };

    private static BigDecimal used(String spec, String resource) {
        return QuotaUsage.of(document("{'kind':'ResourceQuota','spec':%s}".formatted(spec)), NAMESPACE).get(resource);
    }

    @ParameterizedTest
    @CsvSource({"pods, 3", "count/pods, 4", "cpu, 1.6", "requests.cpu, 1.6", "limits.memory, 1073741824", "services, 2", "services.nodeports, 2",
            "services.loadbalancers, 1",
            "persistentvolumeclaims, 2", "requests.storage, 4294967296", "fast.storageclass.storage.k8s.io/requests.storage, 1073741824",
            "slow.storageclass.storage.k8s.io/persistentvolumeclaims, 1", "requests.example.com/gpu, 0",
            "gpu.deviceclass.resource.k8s.io/devices, 5", "nic.deviceclass.resource.k8s.io/devices, 32", "fpga.deviceclass.resource.k8s.io/devices, 0",
            "count/resourceclaims.resource.k8s.io, 1"})
    void everyResourceIsCountedInItsWay(String resource, BigDecimal used) {
        assertEquals(0, used.compareTo(used("{'hard':{'%s':'9'}}".formatted(resource), resource)));
    }

    @ParameterizedTest
    @CsvSource({"BestEffort, 1", "NotBestEffort, 2", "Terminating, 1", "NotTerminating, 2", "PriorityClass, 2", "CrossNamespacePodAffinity, 1", "Unknown, 0"})
    void onlyPodsInTheScopeCount(String scope, long pods) {
        assertEquals(BigDecimal.valueOf(pods), used("{'hard':{'pods':'9'},'scopes':['%s']}".formatted(scope), "pods"));
    }

    @ParameterizedTest
    @CsvSource({"In, high, 1", "NotIn, high, 2", "Exists, , 2", "DoesNotExist, , 1"})
    void aScopeMaySelectByPriorityClass(String operator, String value, long pods) {
        String values = value == null ? "" : ",'values':['%s']".formatted(value);
        assertEquals(BigDecimal.valueOf(pods),
                used("{'hard':{'pods':'9'},'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'%s'%s}]}}"
                        .formatted(operator, values), "pods"));
    }

    @Test
    void whatIsNoPodIsInNoScope() {
        assertEquals(BigDecimal.ZERO, used("{'hard':{'services':'9'},'scopes':['NotTerminating']}", "services"));
    }
}
