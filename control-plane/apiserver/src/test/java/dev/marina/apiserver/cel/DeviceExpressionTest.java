package dev.marina.apiserver.cel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// What selectors of devices may say. Cases of dynamic-resource-allocation's cel/compile_test.go
class DeviceExpressionTest {

    private static final DeviceValues DEVICE = new DeviceValues("dra.example.com", false)
            .attribute("name", "root").attribute("big", true).attribute("lanes", 16L).attribute("other.example.com/name", "theirs")
            .version("firmware", "1.2.3").capacity("memory", "16Gi");

    private static DeviceExpression.Result evaluate(String text) throws Exception {
        return DeviceExpression.compile(text).evaluate(DEVICE, DeviceExpression.MOST_COST);
    }

    private static boolean matches(String text) throws Exception {
        return assertInstanceOf(DeviceExpression.Result.Answer.class, evaluate(text), () -> text).matches();
    }

    @Test
    void aSelectorSeesDriverAttributesAndCapacities() throws Exception {
        assertTrue(matches("device.driver == 'dra.example.com'"));
        assertTrue(matches("device.attributes['dra.example.com'].name == 'root'"));
        assertTrue(matches("device.attributes['other.example.com'].name == 'theirs'"));
        assertTrue(matches("cel.bind(dra, device.attributes['dra.example.com'], dra.big && dra.lanes > 8)"));
        assertTrue(matches("device.attributes['dra.example.com'].firmware.isGreaterThan(semver('1.0.0'))"));
        assertTrue(matches("device.capacity['dra.example.com'].memory.compareTo(quantity('8Gi')) > 0"));
        assertTrue(matches("!device.allowMultipleAllocations"));
        assertEquals(false, matches("device.attributes['dra.example.com'].name == 'leaf'"));
    }

    @Test
    void whatIsNotKnownOfADeviceCanBeAskedFor() throws Exception {
        assertEquals(false, matches("has(device.attributes['unknown.example.com'].name)"));
        assertEquals(false, matches("'missing' in device.attributes['dra.example.com']"));
        assertEquals("no such key: missing",
                assertInstanceOf(DeviceExpression.Result.Failed.class, evaluate("device.attributes['dra.example.com'].missing == 1")).why());
    }

    @Test
    void whatIsNoSelectorIsRefusedWhenItIsWritten() {
        assertEquals("must evaluate to bool or the unknown type, not string",
                assertThrows(Expression.Unusable.class, () -> DeviceExpression.compile("device.driver")).getMessage());
        assertTrue(
                assertThrows(Expression.Unusable.class, () -> DeviceExpression.compile("device.color == 1")).getMessage().startsWith("compilation failed: "));
        assertTrue(assertThrows(Expression.Unusable.class, () -> DeviceExpression.compile("object.metadata.name == 'x'")).getMessage()
                .startsWith("compilation failed: "));
    }

    @Test
    void aSelectorThatTakesTooLongEnds() throws Exception {
        String numbers = "[0,1,2,3,4,5,6,7,8,9]";
        String text = "%s.all(a, %s.all(b, %s.all(c, %s.all(d, %s.all(e, %s.all(f, a + b + c + d + e + f >= 0))))))".replace("%s", numbers);
        assertEquals("actual cost limit exceeded", assertInstanceOf(DeviceExpression.Result.Failed.class, evaluate(text)).why());
    }
}
