package dev.marina.controllers.release;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeenTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            Deployment  | 'replicas':2 | 'availableReplicas':2,'updatedReplicas':2 | Ready
            Deployment  | 'replicas':2 | 'availableReplicas':2,'updatedReplicas':1 | Progressing
            Deployment  | 'replicas':0 | 'observedGeneration':2 | Ready
            Deployment  | 'replicas':0 | 'observedGeneration':1 | Progressing
            Deployment  | 'replicas':1 | 'conditions':[{'type':'Progressing','reason':'ProgressDeadlineExceeded','message':'late'}] | Degraded
            Deployment  | 'replicas':1 | 'conditions':[{'type':'ReplicaFailure','status':'True','message':'quota'}] | Degraded
            StatefulSet | 'replicas':1 | 'readyReplicas':1,'updatedReplicas':1 | Ready
            DaemonSet   | 'a':1 | 'a':1 | Progressing
            DaemonSet   | 'a':1 | 'desiredNumberScheduled':0 | Ready
            Job         | 'a':1 | 'conditions':[{'type':'Complete','status':'True'}] | Ready
            Job         | 'a':1 | 'conditions':[{'type':'Failed','status':'True','message':'x'}] | Degraded
            Job         | 'a':1 | 'active':1 | Progressing
            Pod         | 'a':1 | 'phase':'Pending' | Progressing
            Pod         | 'a':1 | 'phase':'Failed','message':'x' | Degraded
            Pod         | 'a':1 | 'phase':'Running','conditions':[{'type':'Ready','status':'True'}] | Ready
            PersistentVolumeClaim | 'a':1 | 'phase':'Bound' | Ready
            PersistentVolumeClaim | 'a':1 | 'phase':'Lost' | Degraded
            CustomResourceDefinition | 'a':1 | 'conditions':[] | Progressing
            ConfigMap   | 'a':1 | 'a':1 | Ready
            Certificate | 'a':1 | 'conditions':[{'type':'Ready','status':'False','message':'issuing'}] | Progressing
            """)
    void itsOwnStatusSaysHowItIs(String kind, String spec, String status, String state) {
        Document object = Document.parse("{'kind':'%s','metadata':{'name':'a','generation':2},'spec':{%s},'status':{%s}}".formatted(kind, spec, status)
                .replace('\'', '"').getBytes(StandardCharsets.UTF_8));

        assertEquals(state, Seen.of(Optional.of(object)).state());
    }

    @Test
    void whatIsNotThereIsMissing() {
        assertEquals("Missing", Seen.of(Optional.empty()).state());
    }
}
