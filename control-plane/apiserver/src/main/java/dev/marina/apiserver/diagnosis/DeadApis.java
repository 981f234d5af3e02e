package dev.marina.apiserver.diagnosis;

import dev.marina.api.GroupResource;
import dev.marina.apiserver.diagnosis.Finding.Severity;
import java.util.stream.Stream;

/// Further APIs of the cluster whose server does not answer: they stop discovery, the end of namespaces and the collection of garbage.
final class DeadApis implements DiagnosisCheck {

    private static final GroupResource API_SERVICES = new GroupResource("apiregistration.k8s.io", "apiservices");

    @Override
    public Stream<Finding> of(DiagnosedObjects objects) {
        return objects.list(API_SERVICES).flatMap(api -> Conditions.find(api, "Available").filter(each -> each.path("status").asText().equals("False"))
                .map(each -> Finding.of("ApiNotAvailable", Severity.CRITICAL, API_SERVICES, api, "does not answer: " + Conditions.words(each),
                        "Look at the pods behind its Service, or delete the APIService").inTheWayOfUpgrades())
                .stream());
    }
}
