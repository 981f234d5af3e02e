package dev.marina.apiserver.types.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriverTypesTest {

    private static final ResourceStrategy DRIVERS = CSIDriverType.DEFINITION.strategy();
    private static final ResourceStrategy NODES = CSINodeType.DEFINITION.strategy();
    private static final ResourceStrategy ATTACHMENTS = VolumeAttachmentType.DEFINITION.strategy();

    private static Document with(String spec) {
        return Document.parse("{\"metadata\":{\"name\":\"a\"},\"spec\":%s}".formatted(spec.replace('\'', '"')).getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> words(List<FieldError> errors) {
        return errors.stream().map(error -> error.field() + ": " + error.message()).toList();
    }

    @Test
    void aDriverHasUpstreamsDefaults() {
        assertEquals(with("{'attachRequired':true,'podInfoOnMount':false,'storageCapacity':false,'fsGroupPolicy':'ReadWriteOnceWithFSType',"
                + "'volumeLifecycleModes':['Persistent'],'requiresRepublish':false,'seLinuxMount':false}").at("spec"),
                DRIVERS.defaulted(with("{}")).at("spec"));
        assertEquals(false, DRIVERS.defaulted(with("{'attachRequired':false}")).at("spec", "attachRequired").asBoolean());
    }

    @Test
    void whatADriverSaysOfItselfIsChecked() {
        Document driver = DRIVERS
                .defaulted(with("{'fsGroupPolicy':'All','volumeLifecycleModes':['Never'],'tokenRequests':[{'audience':'a','expirationSeconds':9},"
                        + "{'audience':'a'}],'nodeAllocatableUpdatePeriodSeconds':9}"));
        assertEquals(List.of("spec.fsGroupPolicy: Unsupported value: \"All\": supported values: \"File\", \"None\", \"ReadWriteOnceWithFSType\"",
                "spec.tokenRequests[0].expirationSeconds: Invalid value: 9: may not specify a duration less than 10 minutes",
                "spec.tokenRequests[1].audience: Duplicate value: \"a\"",
                "spec.volumeLifecycleModes: Unsupported value: \"Never\": supported values: \"Ephemeral\", \"Persistent\"",
                "spec.nodeAllocatableUpdatePeriodSeconds: Invalid value: 9: must be greater than or equal to 10 seconds"),
                words(DRIVERS.validateCreate(driver)));
        assertEquals(List.of("spec.attachedRequired: Invalid value: false: field is immutable"),
                words(DRIVERS.validateUpdate(DRIVERS.defaulted(with("{'attachRequired':false}")), DRIVERS.defaulted(with("{}")))));
    }

    @Test
    void aNodesDriverChangesOnlyInHowManyVolumesItTakes() {
        Document before = with("{'drivers':[{'name':'d','nodeID':'n','topologyKeys':['zone']}]}");
        assertEquals(List.of(),
                words(NODES.validateUpdate(with("{'drivers':[{'name':'d','nodeID':'n','topologyKeys':['zone'],'allocatable':{'count':3}}]}"), before)));
        assertEquals(1, NODES.validateUpdate(with("{'drivers':[{'name':'d','nodeID':'other','topologyKeys':['zone']}]}"), before).size());
        assertEquals(List.of("spec.drivers[0].name: Required value", "spec.drivers[0].nodeID: Required value",
                "spec.drivers[0].allocatable.count: Invalid value: -1: must be greater than or equal to 0", "spec.drivers[0]: Duplicate value: \"zone\""),
                words(NODES.validateCreate(with("{'drivers':[{'name':'','nodeID':'','topologyKeys':['zone','zone'],'allocatable':{'count':-1}}]}"))));
    }

    @Test
    void anAttachmentNamesOneVolumeAndNeverAnother() {
        Document one = with("{'attacher':'d','nodeName':'n','source':{'persistentVolumeName':'pv'}}");
        assertEquals(List.of(), words(ATTACHMENTS.validateCreate(one)));
        assertEquals(List.of("spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName"),
                words(ATTACHMENTS.validateCreate(with("{'attacher':'d','nodeName':'n','source':{}}"))));
        assertEquals(1, ATTACHMENTS.validateUpdate(with("{'attacher':'d','nodeName':'other','source':{'persistentVolumeName':'pv'}}"), one).size());
    }

    @Test
    void whatAnAttacherReportsIsBounded() {
        Document reported = with("{}").with("x".repeat(1025), "status", "attachError", "message").with("y".repeat(300_000), "status", "attachmentMetadata",
                "k");
        assertEquals(
                List.of("status.attachmentMetadata: Too long: may not be more than 262144 bytes",
                        "status.attachError.message: Too long: may not be more than 262144 bytes"),
                words(ATTACHMENTS.validateStatus(reported, with("{}"))));
    }
}
