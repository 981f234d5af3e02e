package dev.marina.apiserver.types.metrics;

import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.Verb;

/// What a pod's containers use.
public final class PodMetricsType {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("metrics.k8s.io", "v1beta1", "PodMetrics", "pods")
            .verbs(Verb.GET, Verb.LIST).columns(MetricsColumns.of(object -> object.at("containers").valueStream().map(container -> container.path("usage"))))
            .build();

    private PodMetricsType() {}
}
