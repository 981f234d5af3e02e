package dev.marina.apiserver.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where a server is called that is given by its address.
class WebhookClientTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            http://ext.kube-system.svc:8888/filter,  InCluster[namespace=kube-system; service=ext; path=/filter; port=8888; plain=true]
            http://ext.kube-system.svc/filter,       InCluster[namespace=kube-system; service=ext; path=/filter; port=80; plain=true]
            https://ext.kube-system.svc/filter,      InCluster[namespace=kube-system; service=ext; path=/filter; port=443; plain=false]
            https://ext.example.com/filter,          OnTheInternet[uri=https://ext.example.com/filter]
            http://ext.example.com/filter,           Nowhere[url=http://ext.example.com/filter]
            http://127.0.0.1/filter,                 Nowhere[url=http://127.0.0.1/filter]
            """)
    void onlyAServiceIsCalledWithoutTls(String address, String place) {
        assertEquals(place, WebhookClient.at(URI.create(address), "").place().toString().replace(",", ";"));
    }
}
