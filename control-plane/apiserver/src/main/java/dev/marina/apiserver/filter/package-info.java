/// The chain that every request passes; its order is the literal list in [dev.marina.apiserver.ApiServer].
package dev.marina.apiserver.filter;
