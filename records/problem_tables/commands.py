"""Problems of the command line and the sample city."""

from __future__ import annotations

from typing import Final

from gongshi.records.problem_tables.problem import Problem

COMMANDS: Final = (
    Problem(
        "address_unusable",
        "error",
        "无法监听 {address}：{reason}。请用 --port 换一个端口，或停止占用它的程序。",
        "Cannot listen on {address}: {reason}. Choose another --port, or stop what uses it.",
    ),
    Problem(
        "file_exists",
        "error",
        "文件 {file} 已存在，未覆盖。请换一个文件名。",
        "The file {file} exists and was not overwritten; choose another name.",
    ),
    Problem(
        "holds_real_data",
        "error",
        "台账中已有接收的数据，不能再加入样例数据：台账会永久标记为样例。请用 --data 指定另一个目录。",
        "The ledger holds what was filed with it: with invented data added, it would be marked as a sample for good. Give another folder with --data.",
    ),
    Problem(
        "now_not_the_clock",
        "error",
        "台账未标记为样例：--now 只可用于查看，登记、办理、出具报告与启动服务须按实际时间。请去掉 --now；演练请另用一个 --data 目录中的样例数据（gongshi demo）。",
        "The ledger is not marked as a sample: --now is for looking only, what is written or reported bears the clock's time, and the public is served at it. Leave --now out; rehearse on sample data in another --data folder (gongshi demo).",
    ),
    Problem(
        "otel_missing",
        "error",
        "设置了 GONGSHI_OTLP_ENDPOINT，但未安装 OpenTelemetry：pip install 'gongshi[otel]'。",
        "GONGSHI_OTLP_ENDPOINT is set, but OpenTelemetry is not installed: pip install 'gongshi[otel]'.",
    ),
    Problem(
        "sample_folder_used",
        "error",
        "文件夹 {folder} 中已有其他文件，请为样例数据指定空文件夹。",
        "The folder {folder} holds other files; name an empty one for the sample.",
    ),
    Problem(
        "sample_manifest_missing",
        "error",
        "文件夹 {folder} 中没有可用的 manifest.json（{reason}），请用 gongshi sample 重新生成。",
        "The folder {folder} has no usable manifest.json ({reason}); make the sample anew with gongshi sample.",
    ),
    Problem(
        "sample_size_invalid",
        "error",
        "样例规模有误：主体数 {enterprises} 应为 1 至 {largest}，种子 {seed} 应为 0 至 999999。",
        "The sample cannot be made: enterprises {enterprises} must be 1 to {largest}, seed {seed} 0 to 999999.",
    ),
    Problem(
        "unexpected",
        "error",
        "程序出现意外错误（{kind}：{reason}）。请加 --traceback 重试，并将输出附在问题报告中。",
        "Something unexpected happened ({kind}: {reason}). Run it again with --traceback and report"
        " what it prints.",
    ),
)
