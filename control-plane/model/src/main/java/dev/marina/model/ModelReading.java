package dev.marina.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;

/// How our components read objects into model classes. The API writes lists that it must name and that nobody gave as null
/// (`endpoints: null`), as Kubernetes does; a model class would hold null where it promises a list. Who manages which field is not
/// read: none of ours asks, it would be the greater part of many an object, and a write that does not name it leaves it as it is.
public final class ModelReading {

    private ModelReading() {}

    public static KubernetesSerialization serialization() {
        return new KubernetesSerialization(plain(), true);
    }

    /// For who reads a stream piece by piece.
    public static ObjectMapper mapper() {
        ObjectMapper mapper = plain();
        // Its construction gives the mapper the modules of the model.
        new KubernetesSerialization(mapper, false);
        return mapper;
    }

    private static ObjectMapper plain() {
        ObjectMapper mapper = new ObjectMapper();
        mapper.configOverride(ObjectMeta.class).setIgnorals(JsonIgnoreProperties.Value.forIgnoredProperties("managedFields"));
        for (Class<?> container : List.of(List.class, Map.class)) {
            mapper.configOverride(container).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
        }
        return mapper;
    }
}
