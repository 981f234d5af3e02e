package dev.marina.apiserver.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodColumnsTest {

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{'status':{'phase':'Pending'}} | Pending",
            "{'status':{'phase':'Pending','containerStatuses':[{'state':{'waiting':{'reason':'ContainerCreating'}}}]}} | ContainerCreating",
            "{'status':{'phase':'Running','containerStatuses':[{'ready':true,'state':{'running':{}}}]}} | Running",
            "{'status':{'phase':'Running','containerStatuses':[{'state':{'waiting':{'reason':'CrashLoopBackOff'}}}]}} | CrashLoopBackOff",
            "{'status':{'phase':'Failed','containerStatuses':[{'state':{'terminated':{'exitCode':3}}}]}} | ExitCode:3",
            "{'status':{'phase':'Failed','containerStatuses':[{'state':{'terminated':{'exitCode':137,'reason':'OOMKilled'}}}]}} | OOMKilled",
            "{'status':{'phase':'Succeeded','containerStatuses':[{'state':{'terminated':{'exitCode':0,'reason':'Completed'}}}]}} | Completed",
            "{'spec':{'initContainers':[{'name':'i'},{'name':'j'}]},'status':{'phase':'Pending','initContainerStatuses':[{'name':'i','state':{'terminated':{'exitCode':0}}},{'name':'j','state':{'running':{}}}]}} | Init:1/2",
            "{'spec':{'initContainers':[{'name':'i'}]},'status':{'phase':'Pending','initContainerStatuses':[{'name':'i','state':{'terminated':{'exitCode':1,'reason':'Error'}}}]}} | Init:Error",
            "{'metadata':{'deletionTimestamp':'2026-01-01T00:00:00Z'},'status':{'phase':'Running'}} | Terminating",
            "{'status':{'phase':'Failed','reason':'Evicted'}} | Evicted"})
    void theStatusReadsAsUpstreamPrintsIt(String pod, String expected) {
        assertEquals(expected, PodColumns.status(Document.parse(pod.replace('\'', '"').getBytes(StandardCharsets.UTF_8))));
    }
}
