// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/Recogniser.h"

#include <memory>

namespace tailslate::media::detail {

// One function for each file in recognisers/; builtinRecognisers() gives them their order.

/// ALEXA Classic, XT, SXT, LF, Mini and AMIRA: `A001R2EC/A001C001_261121_R2EC.mov`.
[[nodiscard]] std::unique_ptr<Recogniser> makeArriClassic();

/// ALEXA 35 and later: `A_0001_12NR/A_0001C006_260105_161929_p12NR.mxf`.
[[nodiscard]] std::unique_ptr<Recogniser> makeArriNew();

/// RED: `A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_001.R3D`.
[[nodiscard]] std::unique_ptr<Recogniser> makeRed();

/// ARRIRAW in the virtual file system of a Codex reader: `ari/A001R2EC/<shot>/<shot>.0000000.ari`.
[[nodiscard]] std::unique_ptr<Recogniser> makeArriCodexVfs();

/// Canon Cinema EOS: `A001C001_260105AB_CANON_01.CRM`, `A_0001C001_260105_161929AB_CANON.MXF`.
[[nodiscard]] std::unique_ptr<Recogniser> makeCanonCinema();

/// Canon XF: `CONTENTS/CLIPS001/AA0001/AA000101.MXF`.
[[nodiscard]] std::unique_ptr<Recogniser> makeCanonXf();

/// Panasonic P2: `CONTENTS/VIDEO/0001AB.MXF` and its five sister folders.
[[nodiscard]] std::unique_ptr<Recogniser> makePanasonicP2();

/// Sony VENICE and AXS recorders: `A001CRWE/Clip/A001C001_260105AB/A001C001_260105AB_01.MXF`.
[[nodiscard]] std::unique_ptr<Recogniser> makeSonyXocn();

/// Sony FX6, FX9 and other XAVC cameras: `XDROOT/Clip/A015C001_260105AB.MXF`.
[[nodiscard]] std::unique_ptr<Recogniser> makeSonyXdroot();

/// Sony Alpha, FX3, FX30: `PRIVATE/M4ROOT/CLIP/C0001.MP4`.
[[nodiscard]] std::unique_ptr<Recogniser> makeSonyM4root();

/// Sony XDCAM EX: `BPAV/CLPR/709_0001_01/709_0001_01.MP4`.
[[nodiscard]] std::unique_ptr<Recogniser> makeSonyBpav();

/// Sony XDCAM discs: `Clip/C0001.MXF`.
[[nodiscard]] std::unique_ptr<Recogniser> makeSonyXdcam();

/// Blackmagic URSA, Pocket, Pyxis: `A001_01051619_C001.braw`.
[[nodiscard]] std::unique_ptr<Recogniser> makeBlackmagic();

/// Blackmagic CinemaDNG: `A001_01051619_C001/A001_01051619_C001_000000.dng`.
[[nodiscard]] std::unique_ptr<Recogniser> makeBlackmagicDng();

/// Panasonic EVA1, CX: `PRIVATE/PANA_GRP/001RAQAM/*.MOV`.
[[nodiscard]] std::unique_ptr<Recogniser> makePanasonicMov();

/// AVCHD: `PRIVATE/AVCHD/BDMV/STREAM/00000.MTS`.
[[nodiscard]] std::unique_ptr<Recogniser> makeAvchd();

/// GoPro: `DCIM/100GOPRO/GX010042.MP4`.
[[nodiscard]] std::unique_ptr<Recogniser> makeGoPro();

/// DJI: `DCIM/100MEDIA/DJI_0001.MP4`.
[[nodiscard]] std::unique_ptr<Recogniser> makeDji();

/// Insta360: `DCIM/Camera01/VID_20260105_161929_00_001.insv`.
[[nodiscard]] std::unique_ptr<Recogniser> makeInsta360();

/// Canon EOS: `DCIM/100CANON/MVI_0001.MP4`.
[[nodiscard]] std::unique_ptr<Recogniser> makeCanonDcim();

/// Nikon: `DCIM/100NCZ_9/DSC_0001.NEV`.
[[nodiscard]] std::unique_ptr<Recogniser> makeNikonDcim();

/// Fujifilm: `DCIM/100_FUJI/DSCF0001.MOV`.
[[nodiscard]] std::unique_ptr<Recogniser> makeFujiDcim();

/// Every other camera that keeps to DCF: `DCIM/100MSDCF/DSC00001.ARW`.
[[nodiscard]] std::unique_ptr<Recogniser> makeDcim();

/// Kinefinity: `PRJ-Show/A001C001/*.krw`.
[[nodiscard]] std::unique_ptr<Recogniser> makeKinefinity();

/// Z CAM: `A001/A001C0004.MOV`.
[[nodiscard]] std::unique_ptr<Recogniser> makeZCam();

/// Sound recorders: takes in folders that hold recorder files and no picture.
[[nodiscard]] std::unique_ptr<Recogniser> makeSound();

/// Everything else: each file of a known kind of essence is a clip. Answers for every card.
[[nodiscard]] std::unique_ptr<Recogniser> makeGeneric();

/// The generic recogniser's id.
inline constexpr char kGenericId[] = "generic";

} // namespace tailslate::media::detail
