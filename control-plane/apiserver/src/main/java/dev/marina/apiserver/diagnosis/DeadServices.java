package dev.marina.apiserver.diagnosis;

import dev.marina.api.GroupResource;
import dev.marina.apiserver.diagnosis.Finding.Severity;
import java.util.stream.Stream;

/// Services that choose pods, of which none is ready.
final class DeadServices implements DiagnosisCheck {

    private static final GroupResource SERVICES = new GroupResource("", "services");

    @Override
    public Stream<Finding> of(DiagnosedObjects objects) {
        ReadyServices services = ReadyServices.of(objects);
        return objects.list(SERVICES).filter(service -> !service.at("spec", "selector").isEmpty()
                && !services.answers(service.namespace(), service.name()))
                .map(service -> Finding.of("ServiceWithoutEndpoint", Severity.WARNING, SERVICES, service,
                        "nobody answers behind it: no pod of its selector is ready",
                        "Compare its selector with the labels of the pods, and see whether they are ready"));
    }
}
