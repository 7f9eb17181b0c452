# The desk in a container, for machines that are no Debian: see docs/desk.md. compose.yaml starts it.
FROM debian:12-slim
RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates python3 python3-venv socat
COPY . /opt/valuereport
WORKDIR /opt/valuereport
RUN scripts/setup requirements.lock
RUN rm -rf /var/lib/apt/lists/*
WORKDIR /workspace
VOLUME /workspace
EXPOSE 8000
ENTRYPOINT ["/opt/valuereport/scripts/desk-in-container"]
